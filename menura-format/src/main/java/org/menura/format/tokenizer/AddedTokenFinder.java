package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** Finds added tokens in a text: the leftmost, of several that begin there the longest. */
final class AddedTokenFinder {
    private final int[] ids;
    private final ByteTrie spellings;
    private final boolean[] begins = new boolean[256];

    /** Takes what is found and what lies between. */
    interface Parts {
        void text(byte[] utf8, int from, int to);

        void token(int id);
    }

    /**
     * Indexes tokens, which match anywhere and as they are.
     *
     * @param normalizer what happens to their spellings before they are looked for
     */
    AddedTokenFinder(List<AddedToken> tokens, UnaryOperator<String> normalizer) {
        ids = new int[tokens.size()];
        byte[][] texts = new byte[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens.get(i).id();
            texts[i] = normalizer.apply(tokens.get(i).content()).getBytes(StandardCharsets.UTF_8);
            if (texts[i].length > 0) {
                begins[texts[i][0] & 0xFF] = true;
            }
        }
        spellings = new ByteTrie(texts);
    }

    /** Cuts a text at the tokens in it. */
    void split(byte[] text, Parts out) {
        int done = 0;
        int at = 0;
        while (ids.length > 0 && at < text.length) {
            int found = begins[text[at] & 0xFF] ? spellings.longest(text, at) : -1;
            if (found < 0) {
                at++;
                continue;
            }
            if (done < at) {
                out.text(text, done, at);
            }
            out.token(ids[found]);
            at += spellings.length(found);
            done = at;
        }
        if (done < text.length) {
            out.text(text, done, text.length);
        }
    }
}
