package org.menura.eval.code;

import org.menura.sandbox.Ended;

/**
 * Says whether a program passed its tests.
 *
 * @param passed whether it ran through its tests to the end
 * @param result {@code passed}, {@code timed out}, or {@code failed:} with the reason
 * @param ended how its process came to its end
 */
public record Verdict(boolean passed, String result, Ended ended) {}
