package org.menura.generate.constrain;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.menura.generate.constrain.grammar.GrammarBudgetException;
import org.menura.generate.constrain.grammar.GrammarState;
import org.menura.generate.constrain.grammar.RxInclusion;

/** The walk over the tokens of a vocabulary that finds those which may come next. */
final class MaskWalk {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
    private static final int STEPS_PER_LOOK = 1 << 14;

    private final Vocabulary vocabulary;
    private final GrammarState start;
    private final TokenMask mask;
    private final long began = System.nanoTime();

    MaskWalk(Vocabulary vocabulary, GrammarState start) {
        this.vocabulary = vocabulary;
        this.start = start;
        this.mask = new TokenMask(vocabulary.size());
    }

    /**
     * Finds the tokens. What may follow a state is what may follow any of its languages: those that allow whole slices
     * are looked at alone, as they come again beside others; those that allow little are looked at together.
     */
    TokenMask run() {
        int threads = start.threads();
        if (threads == 1) {
            alone(Slices.of(start.language(0)));
        } else {
            BitSet little = new BitSet();
            for (int i = 0; i < threads; i++) {
                if (Slices.of(start.language(i)).none()) {
                    little.set(i);
                } else {
                    int thread = i;
                    mask.addAll(vocabulary.mask(start.part(t -> t == thread)));
                }
            }
            if (!little.isEmpty()) {
                walk(little.cardinality() == threads ? start : start.part(little::get), vocabulary.all());
            }
        }
        for (int token : start.specials()) {
            addWhole(token);
        }
        return mask;
    }

    private void alone(RxInclusion.Beginnings slices) {
        if (slices.none()) {
            walk(start, vocabulary.all());
            return;
        }
        if (slices.held()[Slices.SETS - 1] == Slices.ROW) {
            mask.addAll(vocabulary.allSlices());
        } else {
            for (int set = 0; set < Slices.SETS; set++) {
                int held = slices.held()[set];
                if (held > 0) {
                    mask.addAll(vocabulary.slices(set * Slices.ROW + held - 1));
                }
                for (int s = held; s < slices.tried()[set]; s++) {
                    walk(start, vocabulary.part(set * Slices.ROW + s));
                }
            }
        }
        walk(start, vocabulary.part(Slices.COUNT));
    }

    private void addWhole(int token) {
        if (token >= 0) {
            if (token < vocabulary.size()) {
                mask.add(token);
            }
            return;
        }
        for (int id = 0; id < vocabulary.size(); id++) {
            if (id != ~token && !vocabulary.isEnd(id)) {
                mask.add(id);
            }
        }
    }

    private void walk(GrammarState from, ByteTrie trie) {
        if (trie.size() == 0) {
            return;
        }
        byte[] value = trie.value;
        int[] end = trie.end;
        int[] token = trie.token;
        GrammarState[] path = new GrammarState[trie.depth + 1];
        byte[] bytes = new byte[trie.depth];
        int[] ends = new int[trie.depth + 1];
        int depth = 0;
        path[0] = from.withoutTexts();
        ends[0] = value.length;
        int steps = 0;
        int i = 0;
        while (true) {
            while (i == ends[depth]) {
                if (depth == 0) {
                    return;
                }
                depth--;
            }
            if (++steps % STEPS_PER_LOOK == 0) {
                look();
            }
            bytes[depth] = value[i];
            GrammarState next = path[depth].next(value[i] & 0xFF);
            if (next.isPending()) {
                next = next.resolved(from, bytes, depth + 1);
            }
            if (next.isDead()) {
                i = end[i];
                continue;
            }
            if (token[i] >= 0) {
                vocabulary.add(mask, token[i]);
            }
            int to = end[i++];
            if (to > i) {
                path[++depth] = next;
                ends[depth] = to;
            }
        }
    }

    private void look() {
        if (System.nanoTime() - began > LONGEST) {
            throw new GrammarBudgetException("the grammar takes more than %d seconds to say which tokens may come next"
                    .formatted(TimeUnit.NANOSECONDS.toSeconds(LONGEST)));
        }
    }
}
