package org.menura.generate.constrain.json;

import java.nio.charset.StandardCharsets;

/** Reads strings of JSON. */
final class JsonStrings {
    private JsonStrings() {}

    /** What a string stands for, given with its quotes and followed by anything. */
    static String decode(byte[] text) {
        String s = new String(text, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < s.length() && s.charAt(i) != '"'; i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char e = s.charAt(++i);
            switch (e) {
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> {
                    out.append((char) Integer.parseInt(s, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> out.append(e);
            }
        }
        return out.toString();
    }
}
