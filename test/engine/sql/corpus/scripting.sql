-- Blocks.
-- gives: script
BEGIN
  SELECT 1;
END;
BEGIN
  DECLARE n INT DEFAULT 0;
  DECLARE day DATE;
  SET n = n + 1;
  INSERT INTO log.runs VALUES (n, day);
END;
BEGIN
  BEGIN
    DELETE FROM a WHERE id = 1;
  END;
  UPDATE b SET x = 1;
END;
BEGIN
  DECLARE rows_before BIGINT;
  SET rows_before = (SELECT count(*) FROM sales.orders);
  MERGE INTO sales.orders t USING staging.orders s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;
  VALUES (rows_before);
END;

-- IF and CASE.
-- gives: script
BEGIN
  IF (SELECT count(*) FROM staging.orders) > 0 THEN
    INSERT INTO sales.orders SELECT * FROM staging.orders;
  END IF;
END;
BEGIN
  DECLARE n INT DEFAULT 5;
  IF n > 10 THEN
    SELECT 'many';
  ELSEIF n > 1 THEN
    SELECT 'some';
  ELSE
    SELECT 'few';
  END IF;
END;
BEGIN
  DECLARE kind STRING DEFAULT 'a';
  CASE kind
    WHEN 'a' THEN DELETE FROM a;
    WHEN 'b' THEN DELETE FROM b;
    ELSE SELECT 'nothing to do';
  END CASE;
END;
BEGIN
  DECLARE n INT = 1;
  CASE
    WHEN n = 1 THEN
      INSERT INTO t SELECT CASE WHEN a THEN 1 ELSE 2 END FROM u;
    WHEN n = 2 THEN
      SELECT 2;
  END CASE;
END;

-- Loops.
-- gives: script
BEGIN
  DECLARE i INT DEFAULT 0;
  WHILE i < 10 DO
    INSERT INTO t VALUES (i);
    SET i = i + 1;
  END WHILE;
END;
BEGIN
  DECLARE i INT DEFAULT 0;
  REPEAT
    SET i = i + 1;
  UNTIL i >= 10
  END REPEAT;
END;
BEGIN
  DECLARE i INT DEFAULT 0;
  again: LOOP
    SET i = i + 1;
    IF i = 5 THEN
      ITERATE again;
    END IF;
    IF i > 10 THEN
      LEAVE again;
    END IF;
  END LOOP again;
END;
BEGIN
  FOR r AS SELECT id, name FROM crm.people WHERE active DO
    INSERT INTO log.people VALUES (r.id, r.name);
  END FOR;
END;
BEGIN
  FOR SELECT table_name FROM information_schema.tables DO
    EXECUTE IMMEDIATE 'OPTIMIZE ' || table_name;
  END FOR;
END;

-- Handlers and conditions.
-- gives: script
BEGIN
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    INSERT INTO log.errors VALUES (current_timestamp());
  END;
  SELECT 1 / 0;
END;
BEGIN
  DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO, SQLSTATE '22012'
    INSERT INTO log.errors SELECT 'zero';
  SELECT 1 / n FROM t;
END;

-- Labels.
-- gives: script
BEGIN
  first_part: BEGIN
    DECLARE x INT DEFAULT 1;
    SELECT first_part.x;
  END first_part;
  second_part: BEGIN
    DELETE FROM t WHERE a = 1;
    LEAVE second_part;
  END;
END;

-- Databricks only: more of scripting.
-- gives: script
outer_block: BEGIN
  DECLARE x INT DEFAULT 1;
  SELECT outer_block.x;
END outer_block;
BEGIN
  DECLARE too_many CONDITION FOR SQLSTATE '45000';
  DECLARE EXIT HANDLER FOR too_many
    SELECT 'too many';
  SIGNAL too_many;
END;
BEGIN
  DECLARE a, b INT DEFAULT 0;
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stop; now';
END;
BEGIN
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    GET DIAGNOSTICS CONDITION 1 message = MESSAGE_TEXT;
    RESIGNAL;
  END;
  DELETE FROM t;
END;
BEGIN ATOMIC
  INSERT INTO a SELECT * FROM staging.a;
  DELETE FROM staging.a;
END;

-- Databricks only: procedures.
-- gives: script
CREATE PROCEDURE main.tools.load(day DATE, OUT n BIGINT) LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN
  INSERT INTO sales.orders SELECT * FROM staging.orders s WHERE s.day = load.day;
  SET n = (SELECT count(*) FROM sales.orders);
END;
CREATE OR REPLACE PROCEDURE clean_up(INOUT days INT) LANGUAGE SQL SQL SECURITY INVOKER MODIFIES SQL DATA AS BEGIN
  IF days < 7 THEN
    SET days = 7;
  END IF;
  DELETE FROM log.runs WHERE at < current_date() - days;
END;
