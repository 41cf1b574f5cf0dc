package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/**
 * Describes the words of a sentence by the attributes that taggers of named entities have had since CoNLL-2003: the word, its prefixes
 * and suffixes, its shape, and its neighbours.
 */
public enum WordAttributes {
    /** The word, its last letters and its case, and those of the word before and behind: the set of many tutorials. */
    SIMPLE {
        @Override
        void add(List<String> words, int at, List<String> out) {
            String word = words.get(at);
            out.add("bias");
            out.add("lower=" + PythonCharacters.lower(word));
            out.add("s3=" + end(word, 3));
            out.add("s2=" + end(word, 2));
            cases("", word, out);
            if (PythonCharacters.all(word, PythonCharacters::isDigit)) {
                out.add("digits");
            }
            for (int d = -1; d <= 1; d += 2) {
                int other = at + d;
                if (other < 0 || other >= words.size()) {
                    out.add(d + ":none");
                } else {
                    out.add(d + ":lower=" + PythonCharacters.lower(words.get(other)));
                    cases(d + ":", words.get(other), out);
                }
            }
        }
    },
    /** Also longer affixes, shapes, two words to each side and pairs of words. */
    RICH {
        @Override
        void add(List<String> words, int at, List<String> out) {
            String word = words.get(at);
            String lower = PythonCharacters.lower(word);
            out.add("bias");
            out.add("word=" + word);
            out.add("lower=" + lower);
            for (int n = 2; n <= 4; n++) {
                out.add("p" + n + "=" + PythonText.slice(word, 0, Math.min(n, PythonText.length(word))));
                out.add("s" + n + "=" + end(word, n));
            }
            String shape = shape(word);
            out.add("shape=" + shape);
            out.add("short=" + shape.replaceAll("(.)\\1+", "$1"));
            cases("", word, out);
            if (word.chars().anyMatch(c -> c >= '0' && c <= '9')) {
                out.add("digit");
            }
            if (word.indexOf('-') >= 0) {
                out.add("hyphen");
            }
            for (int d = -2; d <= 2; d++) {
                int other = at + d;
                if (d == 0) {
                    continue;
                }
                if (other < 0 || other >= words.size()) {
                    out.add(d + ":none");
                    continue;
                }
                String neighbour = words.get(other);
                String small = PythonCharacters.lower(neighbour);
                out.add(d + ":lower=" + small);
                if (Math.abs(d) == 1) {
                    out.add(d + ":shape=" + shape(neighbour));
                    out.add(d + ":s3=" + end(neighbour, 3));
                    out.add(d < 0 ? "pair-=" + small + " " + lower : "pair+=" + lower + " " + small);
                }
            }
        }
    };

    abstract void add(List<String> words, int at, List<String> out);

    /** Lists the attributes of each word. */
    public List<List<String>> of(List<String> words) {
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            List<String> attributes = new ArrayList<>();
            add(words, i, attributes);
            all.add(attributes);
        }
        return all;
    }

    private static void cases(String prefix, String word, List<String> out) {
        if (PythonCharacters.isCased(word, true)) {
            out.add(prefix + "upper");
        }
        if (PythonCharacters.isTitle(word)) {
            out.add(prefix + "title");
        }
    }

    private static String end(String word, int length) {
        int all = PythonText.length(word);
        return PythonText.slice(word, Math.max(0, all - length), all);
    }

    /** Letters become X and x, digits d; other characters stay. */
    static String shape(String word) {
        StringBuilder out = new StringBuilder();
        word.codePoints().forEach(c -> {
            if (Character.isUpperCase(c)) {
                out.append('X');
            } else if (Character.isLowerCase(c)) {
                out.append('x');
            } else if (Character.isDigit(c)) {
                out.append('d');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
