import assert from 'node:assert/strict';
import { TableCatalog, type TableFacts } from '../../src/engine';
import { withCatalogTables } from '../../src/project/catalog-tables';

const columns = (...names: string[]) => names.map((name) => ({ name }));
const readFrom = { host: 'https://h', at: 1 };
const read: TableFacts = { columns: columns('id', 'Day'), partitionedBy: ['day'], readFrom };

describe('tables of Unity Catalog among those of a project', () => {
  const merged = (project: Record<string, TableFacts>) =>
    withCatalogTables(new Map(Object.entries(project)), new Map([['Main.Shop.Orders', read]]));
  const orders = (project: Record<string, TableFacts>) => merged(project).get('main.shop.orders');

  it('count more than a CREATE elsewhere, as a whole', () => {
    const made: TableFacts = { columns: columns('ID'), clusteredBy: ['id'], comment: 'made' };
    assert.deepEqual(orders({ 'main.shop.orders': made }), read);
    assert.deepEqual(orders({}), read);
    assert.deepEqual([...merged({ 'main.shop.lines': made }).keys()], ['main.shop.lines', 'main.shop.orders']);
  });

  it('stay open where the project changes columns, makes others, or makes some that nobody can tell', () => {
    const open = { ...read, isOpen: true };
    for (const name of ['main.shop.orders', 'shop.orders', 'orders']) {
      assert.deepEqual(orders({ [name]: { isOpen: true } }), open, name);
      assert.deepEqual(orders({ [name]: { columns: columns('id', 'day', 'note') } }), open, name);
      assert.deepEqual(orders({ [name]: {} }), open, name);
      assert.deepEqual(orders({ [name]: { columns: columns('id'), isOpen: true } }), open, name);
    }
    for (const name of ['dev.shop.orders', 'main.web.orders', 'main.shop.old_orders'])
      assert.deepEqual(orders({ [name]: { isOpen: true } }), read, name);
  });

  it('are found by a short name, also where only its columns are spoken of', () => {
    const catalog = new TableCatalog(merged({ 'shop.orders': { isOpen: true } }));
    assert.deepEqual(catalog.find('shop.orders')?.columns, read.columns);
  });

  it('change nothing when there are none', () => {
    const project = new Map([['a', read]]);
    assert.equal(withCatalogTables(project, new Map()), project);
  });
});
