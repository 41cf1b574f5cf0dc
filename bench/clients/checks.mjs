// Named checks, one after the other; a wrong one does not hide the next.

export class Checks {
  constructor(client) {
    Object.assign(this, {client, passed: 0, failed: 0});
  }

  async check(name, work) {
    try {
      await work();
      this.passed++;
      console.log(`  right  ${this.client}: ${name}`);
    } catch (error) {
      this.failed++;
      console.log(`  WRONG  ${this.client}: ${name}: ${error.message}`);
    }
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed ? 1 : 0);
  }
}

/** The version of an installed package. */
export async function version(name) {
  const {readFile} = await import('node:fs/promises');
  const {join} = await import('node:path');
  return JSON.parse(await readFile(join(process.env.CLIENTS_MODULES, name, 'package.json'), 'utf8')).version;
}

/** Loads an installed package. */
export async function load(name, entry) {
  const {pathToFileURL} = await import('node:url');
  const {join} = await import('node:path');
  return import(pathToFileURL(join(process.env.CLIENTS_MODULES, name, entry)));
}
