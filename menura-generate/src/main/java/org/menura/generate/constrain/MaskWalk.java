package org.menura.generate.constrain;

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
        } else {
            for (int s = 0; s < Slices.COUNT; s++) {
                if ((allowed >>> s & 1) != 0) {
                    mask.addAll(vocabulary.slice(s));
                } else {
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
        int[] ends = new int[trie.depth + 1];
        int depth = 0;
        path[0] = start;
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
            GrammarState next = path[depth].next(value[i] & 0xFF);
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
            throw new GrammarBudgetException(
                    "the grammar takes more than %d seconds to say which tokens may come next"
                            .formatted(TimeUnit.NANOSECONDS.toSeconds(LONGEST)));
        }
    }
}
