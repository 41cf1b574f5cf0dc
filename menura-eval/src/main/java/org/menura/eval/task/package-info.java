/**
 * Evaluation tasks as lm-evaluation-harness describes them in YAML: an index of task files, groups and tags, documents,
 * few-shot examples, prompts and requests.
 */
@NullMarked
package org.menura.eval.task;

import org.jspecify.annotations.NullMarked;
