/** Reads YAML 1.1 as PyYAML's safe loader does, with the tag {@code !function} of evaluation tasks. */
@NullMarked
package org.menura.eval.task.yaml;

import org.jspecify.annotations.NullMarked;
