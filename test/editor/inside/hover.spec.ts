import assert from 'node:assert/strict';
import { until } from '../../run/until';
import { closeAll, findingOf, hoverAt, openDemo, placeOf } from './editor';

describe('hover', () => {
  afterEach(closeAll);

  const places: readonly (readonly [file: string, setting: string])[] = [
    ['silver/clean_orders.py', 'spark.sql.shuffle.partitions'],
    ['gold/report.sql', 'spark.sql.ansi.enabled'],
    ['databricks.yml', 'spark.databricks.delta.optimizeWrite.enabled'],
  ];
  for (const [file, setting] of places) {
    it(`explains a setting in ${file}`, async () => {
      const { document } = await openDemo(file);
      const place = placeOf(document, setting, 12);
      const text = await until('the hover', async () => {
        const hover = await hoverAt(document.uri, place);
        return hover.includes(setting) ? hover : undefined;
      });
      assert.match(text, /default/i);
    });
  }

  it('explains the rule behind a squiggle', async () => {
    const { document } = await openDemo('silver/clean_orders.py');
    const finding = await findingOf('collect-on-driver', document.uri);
    const text = await hoverAt(document.uri, finding.range.start);
    assert.match(text, /collect-on-driver/);
    assert.match(text, /driver/);
  });

  it('says nothing where there is nothing to say', async () => {
    const { document } = await openDemo('lib/transforms.py');
    assert.doesNotMatch(await hoverAt(document.uri, placeOf(document, 'joined')), /Lakelint|spark\./);
  });
});
