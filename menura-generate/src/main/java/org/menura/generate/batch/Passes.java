package org.menura.generate.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.PassKind;
import org.menura.generate.session.SessionPass;

/** The forward passes of a batch's steps: who is in each, with how many rows, and what becomes of the logits. */
final class Passes {
    private static final float[][] NONE = {};

    /** Parts of prompts that pass whatever the others are owed. */
    private static final int SHORT = 64;

    /** Texts that are being written get this part of the time that reading a prompt takes, before its next part. */
    private static final int SHARE = 2;

    /** Rows of a pass up to which guesses cost little. */
    private static final int GUESSING = Limits.MOST_GUESSES + 1;

    /** The most rows of a pass of tokens that are written: with more, each takes as long as by itself. */
    private static final int MOST_WRITTEN = 64;

    private final Limits limits;
    private final Counts counts;
    private final @Nullable Admission admission;
    /** Nanoseconds that the texts being written are owed, as a prompt was read meanwhile. */
    private long owed;

    Passes(Limits limits, Counts counts, @Nullable Admission admission) {
        this.limits = limits;
        this.counts = counts;
        this.admission = admission;
    }

    /**
     * Runs a step in which each text is computed as if it were alone: parts of prompts, and a token for each text. Kernels
     * give a row the same bytes whatever other rows there are, so what is computed by the same ones may share a pass.
     */
    void asIfAlone(List<Member> active) {
        List<Member> reading = new ArrayList<>();
        List<Member> writing = new ArrayList<>(active.size());
        for (Member m : active) {
            if (!m.isDone()) {
                (m.readsApart() ? reading : writing).add(m);
            }
        }
        if (!reading.isEmpty()) {
            read(reading, writing);
        }
        long start = System.nanoTime();
        writeAsIfAlone(writing);
        owed -= System.nanoTime() - start;
    }

    /** Reads the next parts of prompts, those of one kind. */
    private void read(List<Member> reading, List<Member> writing) {
        List<Member> order = admission == null ? reading : admission.inTurn(reading);
        PassKind kind = order.getFirst().kind();
        List<Member> fed = new ArrayList<>();
        int[] rows = new int[order.size()];
        int room = limits.chunk();
        for (Member m : order) {
            boolean fits = fed.isEmpty()
                    || room > 0
                            && m.kind().equals(kind)
                            && m.sharesReading()
                            && fed.getFirst().sharesReading();
            int count = fits ? m.nextPartOfPrompt(room, border()) : 0;
            if (count > 0 && (fed.isEmpty() || count <= room)) {
                rows[fed.size()] = count;
                fed.add(m);
                room -= count;
            }
            m.passOver(fed.isEmpty() || fed.getLast() != m);
        }
        int all = limits.chunk() - room;
        if (writing.isEmpty() || owed <= 0 || all <= SHORT) {
            long start = System.nanoTime();
            float[][] _ = pass(fed, kind, Arrays.copyOf(rows, fed.size()));
            owed = (System.nanoTime() - start) / SHARE;
        }
        for (Member m : fed) {
            if (m.isWriting() && !m.isDone()) {
                writing.add(m);
            }
        }
    }

    private int border() {
        return admission == null ? 1 : admission.border();
    }

    private void writeAsIfAlone(List<Member> writing) {
        List<Member> sharing = new ArrayList<>(writing.size());
        for (Member m : writing) {
            m.prepare();
            int next = m.nextPart(1);
            if (next > 1) { // its positions mean something else from here on
                float[][] _ = pass(List.of(m), PassKind.ofPrompt(next), next);
            } else {
                sharing.add(m);
            }
        }
        guess(sharing, GUESSING);
        write(sharing);
    }

    /** Lets texts guess ahead as far as one pass of so many rows has room. */
    private void guess(List<Member> members, int width) {
        int room = width;
        for (Member m : members) {
            room -= m.unread();
        }
        for (int i = 0; i < members.size() && room > 0; i++) {
            if (members.get(i).isReading()) {
                continue;
            }
            int share = Math.min(Limits.MOST_GUESSES, Math.ceilDiv(room, members.size() - i));
            int count = members.get(i).guess(share);
            counts.draftedTokens += count;
            room -= count;
        }
    }

    /** Lets what texts have to read pass as written tokens do. */
    private void write(List<Member> members) {
        int from = 0;
        while (from < members.size()) {
            int to = from;
            int rows = 0;
            int[] each = new int[Math.min(MOST_WRITTEN, members.size() - from)];
            while (to < members.size() && rows < MOST_WRITTEN) {
                each[to - from] = Math.min(MOST_WRITTEN - rows, members.get(to).unread());
                rows += each[to - from];
                to++;
            }
            float[][] _ = pass(members.subList(from, to), PassKind.WRITTEN, Arrays.copyOf(each, to - from));
            from = to;
        }
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
        float[][] _ = pass(fed, PassKind.ANY, Arrays.copyOf(rows, fed.size()));
    }

    private int part(Member m, int room) {
        int seen = m.session().length() - m.unread();
        int most = m.partsAt() > seen ? Math.min(room, m.partsAt() - seen) : room;
        return m.nextPart(border() == 1 ? most : Math.min(most, border() - seen % border()));
    }

    /** Returns the logits of what follows for each; none if the pass failed. */
    private float[][] pass(List<Member> members, PassKind kind, int... rows) {
        if (members.isEmpty()) {
            return NONE;
        }
        counts.passes++;
        float[][] logits;
        int[] outputs = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Member m = members.get(i);
            outputs[i] = rows[i] < m.unread() ? 0 : m.outputs(); // nobody asks what follows a part
        }
        try {
            logits = members.size() == 1 && members.getFirst().isEchoing()
                    ? new float[][] {members.getFirst().readEcho(kind, rows[0])}
                    : SessionPass.readAll(members.stream().map(Member::session).toList(), kind, rows, outputs);
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
