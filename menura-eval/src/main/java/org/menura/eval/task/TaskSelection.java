package org.menura.eval.task;

import java.util.SequencedMap;

/** Tasks and groups that were asked for, by name, those of groups included. */
public record TaskSelection(SequencedMap<String, EvalTask> tasks, SequencedMap<String, TaskGroup> groups) {}
