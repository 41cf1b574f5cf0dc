package org.menura.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Holds what a program in the sandbox did.
 *
 * @param ended how it came to its end
 * @param exitCode its exit code; 128 + the signal's number where a signal ended it
 * @param output what it wrote to standard output, up to the limit
 * @param errors what it wrote to standard error, up to the limit
 * @param files the files that were asked for and are there, by name
 * @param wall how long it ran
 * @param cpu processor time of all its processes, as far as it was seen
 * @param peakMemory the most bytes that its processes had at one time, as far as it was seen
 * @param guarantees what held while it ran
 */
public record SandboxResult(
        Ended ended,
        int exitCode,
        byte[] output,
        byte[] errors,
        Map<String, byte[]> files,
        Duration wall,
        Duration cpu,
        long peakMemory,
        Guarantees guarantees) {

    /** Tells whether the program ended by itself and said that all went well. */
    public boolean succeeded() {
        return ended == Ended.EXITED && exitCode == 0;
    }

    public String outputText() {
        return new String(output, StandardCharsets.UTF_8);
    }

    public String errorText() {
        return new String(errors, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return ended + " with " + exitCode + " after " + wall.toMillis() + " ms (" + guarantees + ")";
    }
}
