package org.menura.tensor.cpu.attention;

import org.menura.tensor.AttentionSpec;

/** Which keys the query at a position sees. */
final class Visible {
    private Visible() {}

    /** Position of the first one; a prefix sees all of itself, whatever the window. */
    static int from(AttentionSpec spec, int position, KvReader memory) {
        return spec.window() > 0 && position >= spec.prefix()
                ? Math.max(memory.first(), position - spec.window() + 1)
                : memory.first();
    }

    /** The position after the last one; not after {@link #from} if it sees none. */
    static int to(AttentionSpec spec, int position, KvReader memory) {
        if (spec.causal()) {
            return Math.min(memory.end(), Math.max(position + 1, spec.prefix()));
        }
        return spec.window() > 0 ? Math.min(memory.end(), position + spec.window()) : memory.end();
    }
}
