package org.menura.generate.batch;

import java.util.Comparator;
import java.util.List;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;

/**
 * Who comes next, and with what memory: the scheduling of an {@link Engine}'s batch.
 *
 * <p>Texts begin in the order in which they came, but few with long prompts at a time, and none whose beginning is being
 * read for another one. Of the prompts that are being read, the shortest rest comes first, and each fourth time the one
 * that was passed over longest. When states outgrow their bytes, the cache gives way first, then the text that began last:
 * it waits, and is computed anew.
 */
final class Admission {
    /** Texts with long prompts that are read at a time. */
    private static final int LONG_AT_A_TIME = 2;

    /** Each time of so many, the longest waiting prompt is read. */
    private static final int TURNS = 4;

    /** Tokens that a text is given room for when it begins. */
    private static final int FIRST_TOKENS = 64;

    private final Limits limits;
    private final StateBytes sizes;
    private final Prefixes prefixes;
    private final Counts counts;
    private final int longest;
    private int turn;

    Admission(CausalModel model, Limits limits, StateBytes sizes, Counts counts) {
        this.limits = limits;
        this.sizes = sizes;
        this.prefixes = new Prefixes(limits, sizes);
        this.counts = counts;
        this.longest = Math.max(1, Math.min(model.contextLength(), sizes.longest(limits.bytes())));
        counts.mostBytes = limits.bytes();
    }

    /**
     * Limits the context of a session to what there are bytes for.
     *
     * @param more tokens that it is to have more
     * @throws ContextOverflowException if there are no bytes for them, though the model's context has room
     */
    void limit(Session session, int more) {
        long length = (long) session.length() + more;
        if (length > longest && length <= session.contextLength()) {
            throw new ContextOverflowException((int) length, longest, limits.bytes());
        }
        if (session.contextLength() > longest && session.length() <= longest) {
            session.limitContext(longest);
        }
    }

    /** Drops all that is kept. */
    void clear() {
        prefixes.clear();
        counts.cacheBytes = prefixes.bytes();
    }

    /** Gives a text that begins what is kept of its prompt. */
    void begin(Member m) {
        prefixes.begin(m);
    }

    /** Beginnings of prompts are kept at multiples of this. */
    int border() {
        return prefixes.border();
    }

    /** Keeps what was read of a prompt. */
    void progressed(Member m) {
        prefixes.progressed(m);
    }

    /** Keeps what was read and written. */
    void ended(Member m) {
        prefixes.ended(m);
    }

    /** Lets a text go. */
    void leave(Member m) {
        prefixes.leave(m);
    }

    /** Says whether a waiting text may begin. */
    enum Answer {
        /** It may. */
        NOW,
        /** It is better off later, but others may. */
        LATER,
        /** There are no bytes for it, and those behind it must not take them. */
        FULL
    }

    /** Says whether a waiting text may begin beside those under way. */
    Answer answer(Member m, List<Member> active) {
        int held = -1;
        for (Member other : active) {
            int expected = prefixes.expected(m, other);
            if (expected > 0) {
                held = held < 0 ? prefixes.held(m) : held;
                if (expected > held) {
                    other.awaited(true);
                    other.partsAt(expected);
                    return Answer.LATER;
                }
            }
        }
        if (active.isEmpty()) {
            return Answer.NOW;
        }
        int length = m.request().prompt().ids().length;
        if (length > limits.chunk() && longReading(active) >= LONG_AT_A_TIME) {
            held = held < 0 ? prefixes.held(m) : held;
            if (length - held > limits.chunk()) {
                return Answer.LATER;
            }
        }
        int before = m.session().length();
        long need = m.isResumed()
                ? sizes.of(Math.min(longest, before + FIRST_TOKENS))
                : sizes.of(Math.min(longest, before + length + FIRST_TOKENS)) - sizes.of(before);
        long states = promisedBytes(active);
        if (states + need > limits.bytes()) {
            return Answer.FULL;
        }
        prefixes.shrink(limits.bytes() - states - need);
        return Answer.NOW;
    }

    private long longReading(List<Member> active) {
        return active.stream()
                .filter(o -> !o.isWriting() && o.unread() > limits.chunk())
                .count();
    }

    /** Makes the bytes of states fit: the cache gives way first, then the texts that began last. */
    void makeRoom(List<Member> active, List<Member> waiting) {
        long states = stateBytes(active);
        prefixes.shrink(limits.bytes() - states);
        for (int i = active.size() - 1; i > 0 && states + prefixes.bytes() > limits.bytes(); i--) {
            Member last = active.get(i);
            if (last.canRestart()) {
                active.remove(i);
                prefixes.leave(last);
                last.release();
                waiting.addFirst(last);
                counts.preempted++;
                states = stateBytes(active);
                prefixes.shrink(limits.bytes() - states);
            }
        }
        for (int i = active.size() - 1; i > 0 && states > limits.bytes(); i--) {
            active.get(i)
                    .fail(new EngineOverloadedException(
                            "the states of all texts take more than %d bytes; run fewer at a time, or give the engine more"
                                    .formatted(limits.bytes())));
            active.remove(i);
            counts.failed++;
            states = stateBytes(active);
        }
    }

    /** Counts the bytes that are taken, and keeps the cache within its own. */
    void count(List<Member> active) {
        long states = stateBytes(active);
        prefixes.shrink(limits.bytes() - states);
        counts.stateBytes = states;
        counts.cacheBytes = prefixes.bytes();
    }

    /** What states will take when all prompts are read and their first tokens written. */
    private long promisedBytes(List<Member> active) {
        long sum = 0;
        for (Member m : active) {
            PrefixCache.Hit origin = m.origin();
            int next = m.session().length() + (m.generation().count() == 0 ? FIRST_TOKENS : 1);
            sum += sizes.own(Math.min(longest, next), origin == null ? 0 : origin.length());
        }
        return sum;
    }

    private long stateBytes(List<Member> active) {
        long sum = 0;
        for (Member m : active) {
            PrefixCache.Hit origin = m.origin();
            // What is read or written next counts already.
            int next = m.session().length() - m.unread() + (m.isWriting() ? 1 : Math.min(m.unread(), limits.chunk()));
            sum += sizes.own(next, origin == null ? 0 : origin.length());
        }
        return sum;
    }

    /** Returns texts in the order in which their prompts are read next. */
    List<Member> inTurn(List<Member> reading) {
        turn++;
        return reading.stream().sorted(order()).toList();
    }

    /** Sorts texts by who reads next. */
    void sort(List<Member> members) {
        turn++;
        members.sort(order());
        boolean first = true;
        for (Member m : members) {
            if (!m.isWriting() && m.unread() > 0) {
                m.passOver(!first);
                first = false;
            }
        }
    }

    private Comparator<Member> order() {
        Comparator<Member> shortest =
                Comparator.comparing(Member::isAwaited).reversed().thenComparingInt(Member::unread);
        return turn % TURNS == 0
                ? Comparator.comparingLong(Member::passedOver).reversed().thenComparing(shortest)
                : shortest;
    }
}
