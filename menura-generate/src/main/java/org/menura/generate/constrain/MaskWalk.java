package org.menura.generate.constrain;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.menura.generate.constrain.grammar.GrammarBudgetException;
import org.menura.generate.constrain.grammar.GrammarState;

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

    TokenMask run() {
        long allowed = 0;
        for (int i = 0; i < start.threads(); i++) {
            allowed |= Slices.allowedBy(start.language(i));
        }
        if (allowed == 0) {
            walk(vocabulary.all());
        } else if (allowed == (1L << Slices.COUNT) - 1) {
            mask.addAll(vocabulary.allSlices());
            walk(vocabulary.part(Slices.COUNT));
        } else {
            for (int row = 0; row < Slices.COUNT; row += Slices.ROW) {
                int held = Long.bitCount(allowed >>> row & (1L << Slices.ROW) - 1);
                if (held > 0) {
                    mask.addAll(vocabulary.slices(row + held - 1));
                }
                for (int s = row + held; s < row + Slices.ROW; s++) {
                    walk(vocabulary.part(s));
                }
            }
            walk(vocabulary.part(Slices.COUNT));
        }
        for (int token : start.specials()) {
            addWhole(token);
        }
        return mask;
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

    private void walk(ByteTrie trie) {
        byte[] value = trie.value;
        int[] end = trie.end;
        int[] token = trie.token;
        GrammarState[] path = new GrammarState[trie.depth + 1];
        byte[] bytes = new byte[trie.depth];
        int[] ends = new int[trie.depth + 1];
        int depth = 0;
        path[0] = start.withoutTexts();
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
                next = start.next(Arrays.copyOf(bytes, depth + 1));
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
