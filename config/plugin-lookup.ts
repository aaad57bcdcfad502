import type { PluginDescription, PluginKind } from './plan.js';

/** Where the config asks for plugins; the engine's catalog answers. */
export interface PluginLookup {
  /** What `type:` can say for a kind without naming a file or a package. */
  names(kind: PluginKind): readonly string[];
  /**
   * The plugin that `type:` names: a plugin's name, a path relative to pipeline.yaml or a package. Undefined when
   * there is none; a problem when there is one that cannot be used. Never rejects.
   */
  resolve(
    kind: PluginKind,
    type: string,
  ): Promise<PluginDescription | { readonly problem: string } | undefined>;
}
