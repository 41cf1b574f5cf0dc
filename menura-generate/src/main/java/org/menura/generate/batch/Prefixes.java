package org.menura.generate.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.model.adapter.AdaptedModel;

/**
 * Which beginnings of prompts are kept and used again: wherever a state can be taken back to, and where it can't, at regular
 * borders and where prompts were seen to part. Where texts are computed as if alone, what was written serves nobody, as
 * a prompt's tokens are computed by other kernels.
 */
final class Prefixes {
    /** Tokens below which looking up costs more than reading. */
    private static final int FEWEST = 16;

    /** Tokens after which a state that can't be taken back is kept while a prompt is read. */
    private static final int SNAPSHOT = 256;

    /** The same for states that can be taken back some way. */
    private static final int SNAPSHOT_OF_WINDOWS = 512;

    private final Limits limits;
    private final StateBytes sizes;
    private final PrefixCache cache;

    Prefixes(Limits limits, StateBytes sizes) {
        this.limits = limits;
        this.sizes = sizes;
        this.cache = new PrefixCache(sizes, FEWEST);
    }

    /** Returns the bytes that the cache holds. */
    long bytes() {
        return cache.bytes();
    }

    /** Drops what was used longest ago until the cache holds no more than so many bytes, and its own limit. */
    void shrink(long most) {
        cache.shrink(Math.max(0, Math.min(most, limits.cacheBytes())));
    }

    /** Drops all. */
    void clear() {
        cache.clear();
    }

    private static PrefixCache.Key key(Member m) {
        Session session = m.session();
        // Views are made once for each selection; what they hold of updates is one object as long as it is the same.
        return new PrefixCache.Key(
                AdaptedModel.updatesOf(session.model()), m.request().cacheSalt(), session.cacheType());
    }

    /** Gives a text that begins the longest of its prompt that is kept. */
    void begin(Member m) {
        PrefixCache.Hit hit = find(m, m.generation().count() == 0);
        if (hit != null) {
            cache.pin(hit.entry());
            m.session().adopt(hit.fork());
            m.origin(hit);
        }
        long[] symbols = m.symbols();
        if (symbols != null && !sizes.truncates()) {
            int common = cache.common(key(m), symbols);
            if (common >= FEWEST && common < symbols.length) {
                m.partsAt(common);
            }
        }
    }

    private PrefixCache.@Nullable Hit find(Member m, boolean whole) {
        long[] symbols = m.symbols();
        if (symbols == null) {
            return null;
        }
        CausalModel model = m.session().model();
        boolean divisible = !m.request().prompt().bidirectional();
        // In parts, if alone; otherwise, positions would mean something else in those that were read before.
        boolean inParts = divisible && (!limits.exact() || model.continues(0, symbols.length));
        PrefixCache.Serving serving = (length, of) -> inParts
                && length >= FEWEST
                && (!limits.exact() || model.continues(0, of))
                && model.continues(length, of)
                && model.continues(length, symbols.length);
        return cache.find(key(m), symbols, serving, whole);
    }

    /** Returns how many tokens of a text's prompt need no reading now. */
    int held(Member m) {
        PrefixCache.Hit hit = find(m, true);
        return hit == null ? 0 : hit.length();
    }

    /**
     * Returns how many tokens of a text's prompt will be kept once another one has read its own; 0 if it has read them, or
     * will not.
     */
    int expected(Member m, Member reading) {
        long[] mine = m.symbols();
        long[] other = reading.symbols();
        if (mine == null
                || other == null
                || mine.length < FEWEST
                || reading.isWriting()
                || !key(m).equals(key(reading))) {
            return 0;
        }
        int at = Arrays.mismatch(mine, other);
        if (at < 0) {
            return mine.length;
        }
        int common = Math.min(at, mine.length - 1);
        boolean divisible = !m.request().prompt().bidirectional()
                && !reading.request().prompt().bidirectional();
        int seen = reading.session().length() - reading.session().unseen();
        return divisible && common >= FEWEST && seen < common ? common : 0;
    }

    /** Beginnings of a prompt that is being read are kept at multiples of this. */
    int border() {
        return sizes.truncates() ? 1 : Math.min(limits.chunk(), sizes.isRecurrent() ? SNAPSHOT : SNAPSHOT_OF_WINDOWS);
    }

    /** Keeps what a text has read of its prompt, if it serves others. */
    void progressed(Member m) {
        long[] symbols = m.symbols();
        if (symbols == null || m.generation().count() > 0) {
            return;
        }
        Session session = m.session();
        int seen = session.length() - session.unseen();
        boolean whole = seen == symbols.length;
        boolean atBorder = (seen % border() == 0 || seen == m.partsAt())
                && !m.request().prompt().bidirectional();
        if (seen >= FEWEST && (whole || atBorder)) {
            long[] read = whole ? symbols : Arrays.copyOf(symbols, seen);
            cache.insert(key(m), read, session, whole && (limits.exact() || !sizes.truncates()));
        }
    }

    /** Keeps what a text has read and written, if it serves others. */
    void ended(Member m) {
        if (m.symbols() != null && !limits.exact() && !m.request().prompt().bidirectional()) {
            cache.insert(key(m), m.symbolsSoFar(), m.session(), false);
        }
    }

    /** Lets go what a text was forked from. */
    void leave(Member m) {
        PrefixCache.Hit origin = m.origin();
        if (origin != null) {
            cache.unpin(origin.entry());
            m.origin(null);
        }
    }
}
