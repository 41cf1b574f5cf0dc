package org.menura.format.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one step of a decoder does to the spelling of a token. */
sealed interface DetokenizerStep {
    /** The token's text after this step; {@code first} marks the first token of a text. */
    default String apply(String token, boolean first) {
        return token;
    }

    /** Tokens are spelled in {@link ByteLevel}'s alphabet: the step that ends in bytes. */
    record ByteLevelAlphabet() implements DetokenizerStep {}

    /** Tokens such as {@code <0x0A>} are single bytes. */
    record ByteFallback() implements DetokenizerStep {
        static boolean isByte(String token) {
            return token.length() == 6
                    && token.startsWith("<0x")
                    && token.charAt(5) == '>'
                    && hex(token.charAt(3))
                    && hex(token.charAt(4));
        }

        private static boolean hex(char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
        }
    }

    /** Replaces each match of a pattern. */
    record Replace(Pattern pattern, String content) implements DetokenizerStep {
        @Override
        public String apply(String token, boolean first) {
            return pattern.matcher(token).replaceAll(Matcher.quoteReplacement(content));
        }
    }

    /** Removes up to so many copies of a character at the two ends of each token. */
    record Strip(String content, int start, int stop) implements DetokenizerStep {
        @Override
        public String apply(String token, boolean first) {
            String text = token;
            for (int i = 0; i < start && !content.isEmpty() && text.startsWith(content); i++) {
                text = text.substring(content.length());
            }
            for (int i = 0; i < stop && !content.isEmpty() && text.endsWith(content); i++) {
                text = text.substring(0, text.length() - content.length());
            }
            return text;
        }
    }

    /** SentencePiece's visible blank becomes a blank, or nothing in the first token. */
    record Metaspace(String replacement, boolean prepended) implements DetokenizerStep {
        @Override
        public String apply(String token, boolean first) {
            return token.replace(replacement, first && prepended ? "" : " ");
        }
    }

    /** The English spacing that decoders tidy up. */
    final class Spacing {
        private static final String[][] PAIRS = {
            {" .", "."},
            {" ?", "?"},
            {" !", "!"},
            {" ,", ","},
            {" ' ", "'"},
            {" n't", "n't"},
            {" 'm", "'m"},
            {" do not", " don't"},
            {" 's", "'s"},
            {" 've", "'ve"},
            {" 're", "'re"},
        };

        private Spacing() {}

        static String tidy(String text) {
            String tidied = text;
            for (String[] pair : PAIRS) {
                tidied = tidied.replace(pair[0], pair[1]);
            }
            return tidied;
        }
    }

    /** BERT's word pieces: a blank before each token that doesn't continue a word, and English spacing tidied up. */
    record WordPiece(String prefix, boolean cleanup) implements DetokenizerStep {
        @Override
        public String apply(String token, boolean first) {
            String text = token;
            if (!first) {
                text = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
            }
            return cleanup ? Spacing.tidy(text) : text;
        }
    }

    /**
     * Tokens are what was heard in moments of a sound (connectionist temporal classification): one that is heard on says
     * nothing more, and the pad says nothing.
     */
    record Ctc(String pad, String delimiter, boolean cleanup) implements DetokenizerStep {
        @Override
        public String apply(String token, boolean first) {
            String text = token.replace(pad, "");
            return cleanup ? Spacing.tidy(text).replace(delimiter, " ") : text;
        }
    }

    /** A suffix ends words: behind each of them is a blank, except at the end of the text. */
    record WordEnd(String suffix) implements DetokenizerStep {
        boolean ends(String token) {
            return !suffix.isEmpty() && token.endsWith(suffix);
        }

        @Override
        public String apply(String token, boolean first) {
            String word = ends(token) ? token.substring(0, token.length() - suffix.length()) : token;
            return suffix.isEmpty() ? word : word.replace(suffix, " ");
        }
    }

    /** Tokens are words, with a blank between them. */
    record JoinWords() implements DetokenizerStep {
        @Override
        public String apply(String token, boolean first) {
            return first ? token : " " + token;
        }
    }
}
