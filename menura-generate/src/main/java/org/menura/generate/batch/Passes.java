package org.menura.generate.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.SessionPass;

/** The forward passes of a batch's steps: who is in each, with how many rows, and what becomes of the logits. */
final class Passes {
    private static final float[][] NONE = {};

    /** Parts of prompts that pass whatever the others are owed. */
    private static final int SHORT = 64;

    /** Texts that are being written get this part of the time that reading a prompt takes, before its next part. */
    private static final int SHARE = 2;

    private final Limits limits;
    private final Counts counts;
    private final @Nullable Admission admission;
    private final AlikeRows alike = new AlikeRows();
    /** Nanoseconds that the texts being written are owed, as a prompt was read meanwhile. */
    private long owed;

    Passes(Limits limits, Counts counts, @Nullable Admission admission) {
        this.limits = limits;
        this.counts = counts;
        this.admission = admission;
    }

    /** Runs a step in which each text is computed as if it were alone: a part of one prompt, and a token for each text. */
    void asIfAlone(List<Member> active) {
        List<Member> reading = new ArrayList<>();
        List<Member> writing = new ArrayList<>(active.size());
        for (Member m : active) {
            if (!m.isDone()) {
                (m.isReading() ? reading : writing).add(m);
            }
        }
        if (!reading.isEmpty()) {
            Member m = admission == null ? reading.getFirst() : admission.next(reading);
            int rows = m.nextPartAlone(limits.chunk(), Limits.ALIKE);
            if (writing.isEmpty() || owed <= 0 || rows <= SHORT) {
                long start = System.nanoTime();
                float[][] _ = pass(List.of(m), rows);
                owed = (System.nanoTime() - start) / SHARE;
            }
            if (m.isWriting() && !m.isDone()) {
                writing.add(m);
            }
        }
        long start = System.nanoTime();
        writeAsIfAlone(writing);
        owed -= System.nanoTime() - start;
    }

    private void writeAsIfAlone(List<Member> writing) {
        List<Member> plain = new ArrayList<>(writing.size());
        List<Member> adapted = new ArrayList<>();
        boolean singly = true;
        for (Member m : writing) {
            m.prepare();
            int next = m.nextPart(1);
            if (next > 1) {
                float[][] _ = pass(List.of(m), next); // its positions mean something else from here on
            } else {
                (AlikeRows.isPlain(m) ? plain : adapted).add(m);
                singly &= m.unread() == 1;
            }
        }
        int wanted = plain.size();
        for (Member m : plain) {
            wanted += m.wanted();
        }
        if (singly && alike.asks(wanted)) {
            writeBothWays(plain);
        } else {
            guess(plain, alike.width());
            write(plain, alike.width());
        }
        guess(adapted, Limits.ALIKE);
        write(adapted, Limits.ALIKE);
    }

    private void writeBothWays(List<Member> members) {
        float[][] together;
        try {
            together = alike.together(members);
        } catch (RuntimeException e) {
            together = NONE; // so they don't
        }
        List<float[]> alone = new ArrayList<>();
        for (int i = 0; i < members.size(); i += alike.width()) {
            List<Member> some = members.subList(i, Math.min(members.size(), i + alike.width()));
            alone.addAll(Arrays.asList(pass(some, ones(some.size()))));
        }
        alike.compare(together, alone);
    }

    /** Lets texts guess ahead as far as one pass of so many rows has room. */
    private void guess(List<Member> members, int width) {
        int room = width;
        for (Member m : members) {
            room -= m.unread();
        }
        for (int i = 0; i < members.size() && room > 0; i++) {
            int share = Math.min(Limits.MOST_GUESSES, Math.ceilDiv(room, members.size() - i));
            int count = members.get(i).guess(share);
            counts.draftedTokens += count;
            room -= count;
        }
    }

    /** Lets what texts have to read pass, in passes of so many rows. */
    private void write(List<Member> members, int width) {
        int from = 0;
        while (from < members.size()) {
            int to = from;
            int rows = 0;
            int[] each = new int[Math.min(width, members.size() - from)];
            while (to < members.size() && rows < width) {
                each[to - from] = Math.min(width - rows, members.get(to).unread());
                rows += each[to - from];
                to++;
            }
            float[][] _ = pass(members.subList(from, to), Arrays.copyOf(each, to - from));
            from = to;
        }
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Runs a step in which all texts share one pass. */
    void together(List<Member> active) {
        List<Member> order = new ArrayList<>(active);
        int room = limits.rows();
        for (Member m : active) {
            if (m.isWriting()) {
                m.prepare();
                room--;
            }
        }
        if (admission != null) {
            admission.sort(order);
        }
        if (order.stream().noneMatch(Member::isReading)) {
            guess(order, Math.min(limits.rows(), Limits.MOST_GUESSES + 1));
        }
        List<Member> fed = new ArrayList<>();
        int[] rows = new int[order.size()];
        for (Member m : order) {
            boolean isNext = m.generation().count() > 0 && (m.unread() == 1 || m.outputs() > 1);
            int count = isNext ? m.nextPart(m.outputs()) : room > 0 ? part(m, room) : 0;
            room -= isNext ? 0 : count; // those that write have theirs already
            if (count > 0) {
                rows[fed.size()] = count;
                fed.add(m);
            }
        }
        float[][] _ = pass(fed, Arrays.copyOf(rows, fed.size()));
    }

    private int part(Member m, int room) {
        int border = admission == null ? 1 : admission.border();
        int seen = m.session().length() - m.unread();
        int most = border == 1 ? room : Math.min(room, border - seen % border);
        return m.nextPart(most);
    }

    /** Returns the logits of what follows for each; none if the pass failed. */
    private float[][] pass(List<Member> members, int... rows) {
        if (members.isEmpty()) {
            return NONE;
        }
        counts.passes++;
        float[][] logits;
        int[] outputs = members.stream().mapToInt(Member::outputs).toArray();
        try {
            logits = members.size() == 1 && members.getFirst().isEchoing()
                    ? new float[][] {members.getFirst().readEcho(rows[0])}
                    : SessionPass.readAll(members.stream().map(Member::session).toList(), rows, outputs);
        } catch (RuntimeException e) {
            members.forEach(m -> m.fail(e));
            return NONE;
        }
        int at = 0;
        for (int i = 0; i < outputs.length; i++) {
            Member m = members.get(i);
            float[][] own = Arrays.copyOfRange(logits, at, at + outputs[i]);
            at += outputs[i];
            if (admission != null && m.generation().count() == 0) {
                admission.progressed(m);
            }
            if (m.unread() == 0) {
                take(m, own);
            }
        }
        return logits;
    }

    /** Goes on with a text; completes it if it has ended. */
    void take(Member m, float[]... logits) {
        if (m.isDone()) {
            m.forgetGuesses(0);
            return;
        }
        try {
            boolean isFirst = m.generation().count() == 0;
            int before = m.generation().count();
            Result result = m.advance(logits);
            counts.generatedTokens += m.generation().count() - before;
            counts.acceptedTokens += m.accepted();
            if (isFirst) {
                counts.promptTokens += m.request().prompt().ids().length;
                counts.cachedTokens += m.generation().cachedTokens();
            }
            if (result != null) {
                if (admission != null) {
                    admission.ended(m);
                }
                m.result().complete(result);
            }
        } catch (RuntimeException e) {
            m.fail(e);
        }
    }
}
