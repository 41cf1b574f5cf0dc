package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns text into the ids of a BPE vocabulary as the Hugging Face library does, without it. */
final class BytePairEncoder {
    private final BytePairModel model;
    private final TextNormalizer normalizer;
    private final WordSplitter words;
    private final Surroundings around;
    private final AddedTokenFinder exact;
    private final AddedTokenFinder normalized;

    /**
     * Makes an encoder.
     *
     * @param added the tokens to look for in texts
     */
    BytePairEncoder(
            BytePairModel model,
            TextNormalizer normalizer,
            WordSplitter words,
            Surroundings around,
            List<AddedToken> added) {
        this.model = model;
        this.normalizer = normalizer;
        this.words = words;
        this.around = around;
        this.exact = new AddedTokenFinder(
                added.stream().filter(token -> !token.normalized()).toList(), text -> text);
        this.normalized = new AddedTokenFinder(
                added.stream().filter(AddedToken::normalized).toList(), normalizer::apply);
    }

    /** Encodes a text without halves of surrogate pairs. */
    int[] encode(String text, boolean addSpecial) {
        Encoding encoding = new Encoding();
        if (addSpecial) {
            encoding.ids.addAll(around.before());
        }
        exact.split(text.getBytes(StandardCharsets.UTF_8), encoding);
        if (addSpecial) {
            encoding.ids.addAll(around.behind());
        }
        return encoding.ids.toArray();
    }

    /** The state of one encoding. */
    private final class Encoding implements AddedTokenFinder.Parts {
        private final IntList ids = new IntList();
        private final BytePairWord word = new BytePairWord(model);
        private final ByteList spelled = new ByteList();

        @Override
        public void token(int id) {
            ids.add(id);
        }

        @Override
        public void text(byte[] utf8, int from, int to) {
            String text = normalizer.apply(new String(utf8, from, to - from, StandardCharsets.UTF_8));
            normalized.split(text.getBytes(StandardCharsets.UTF_8), new AddedTokenFinder.Parts() {
                @Override
                public void token(int id) {
                    ids.add(id);
                }

                @Override
                public void text(byte[] utf8, int from, int to) {
                    if (words.isWhole()) {
                        word.encode(utf8, from, to, ids);
                    } else {
                        words.split(new String(utf8, from, to - from, StandardCharsets.UTF_8), Encoding.this::word);
                    }
                }
            });
        }

        private void word(String text, int from, int to) {
            spelled.clear();
            for (int i = from; i < to; ) {
                int c = text.codePointAt(i);
                spelled.addCodePoint(c);
                i += Character.charCount(c);
            }
            if (words.byteLevel()) {
                byte[] bytes = spelled.toArray();
                spelled.clear();
                for (byte b : bytes) {
                    spelled.addCodePoint(ByteLevel.character(b & 0xFF));
                }
            }
            word.encode(spelled.array(), 0, spelled.size(), ids);
        }
    }
}
