package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words as the dictionary of a Z-machine story holds them: small letters, the first nine Z-characters. */
final class Words {
    static final int MAX_WORDS = 15;
    private static final int RESOLUTION = 9;
    private static final int MAX_LETTERS = 119;
    private static final String SEPARATORS = ".,\"";

    private Words() {}

    /** Splits a command into words; commas, full stops and quotation marks are words of their own. */
    static List<String> of(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String text = command.length() > MAX_LETTERS ? command.substring(0, MAX_LETTERS) : command;
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            boolean separator = SEPARATORS.indexOf(c) >= 0;
            if (separator || c == ' ') {
                end(word, words);
                if (separator) {
                    words.add(String.valueOf(c));
                }
            } else {
                word.append(c);
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(entry(word.toString()));
            word.setLength(0);
        }
    }

    /** Cuts a word to what the dictionary tells apart: letters take one Z-character, marks two, others four. */
    static String entry(String word) {
        int used = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            used += c >= 'a' && c <= 'z' ? 1 : c < 128 ? 2 : 4;
            if (used > RESOLUTION) {
                return word.substring(0, i);
            }
        }
        return word;
    }
}
