// tests/live/_path.ts: two hosts, and between them a path that no one would want.
import { Namespace } from "./_network.ts";

/**
 * A path that loses packets, brings some twice and some late, both ways, and a
 * mirror of it, which leaves out a part of what arrived. Each namespace has an
 * interface of its own name; the addresses of `near` are 192.0.2.1 and
 * 2001:db8::1, those of `far` end in 2.
 */
export class BadPath implements AsyncDisposable {
  readonly near: Namespace;
  readonly far: Namespace;
  readonly mirror: Namespace;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    [near, far, mirror]: readonly Namespace[],
    resources: AsyncDisposableStack,
  ) {
    this.near = near;
    this.far = far;
    this.mirror = mirror;
    this.#resources = resources;
  }

  /** Makes it; packets go from the moment that it resolves. */
  static async open(): Promise<BadPath> {
    await using undo = new AsyncDisposableStack();
    const middle = undo.use(new Namespace());
    const names = ["near", "far", "mirror"];
    const namespaces = names.map(() => undo.use(new Namespace()));
    undo.use(await middle.startScript("./_impair.ts", ...names));
    names.forEach((name, index) => {
      middle.ip("link", "set", "dev", name, "netns", namespaces[index].name);
      namespaces[index].ip("link", "set", "dev", name, "up");
      if (name !== "mirror") namespaces[index].address(name, index + 1);
    });
    return new BadPath(namespaces, undo.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
