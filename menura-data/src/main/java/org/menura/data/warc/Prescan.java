package org.menura.data.warc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTML's search for an encoding in the first bytes of a page (html.spec.whatwg.org, 13.2.3.2), in lower case. */
final class Prescan {
    private final String text;
    private int at;
    private String name = "";
    private String value = "";

    Prescan(String text) {
        this.text = text;
    }

    @Nullable
    Charset meta() {
        at = 0;
        while (toMarkup()) {
            if (text.startsWith("<!--", at)) {
                // The two dashes of the start may be those of the end: "<!-->" is a comment.
                int end = text.indexOf("-->", at + 2);
                at = end < 0 ? text.length() : end + 3;
            } else if (text.startsWith("<meta", at) && at + 5 < text.length() && isBlankOrSlash(text.charAt(at + 5))) {
                at += 6;
                Charset found = metaElement();
                if (found != null) {
                    return found;
                }
            } else if (isTag()) {
                while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != '>') {
                    at++;
                }
                while (attribute()) {
                    // Values may hold what looks like markup.
                }
            } else if (text.startsWith("<!", at) || text.startsWith("</", at) || text.startsWith("<?", at)) {
                int end = text.indexOf('>', at);
                at = end < 0 ? text.length() : end + 1;
            } else {
                at++;
            }
        }
        return null;
    }

    private boolean toMarkup() {
        int next = text.indexOf('<', at);
        at = next < 0 ? text.length() : next;
        return next >= 0;
    }

    /** The encoding of an XML declaration at the very start. */
    @Nullable
    Charset xml() {
        if (!text.startsWith("<?xml")) {
            return null;
        }
        int end = text.indexOf('>');
        int encoding = text.indexOf("encoding");
        if (end < 0 || encoding < 0 || encoding > end) {
            return null;
        }
        int i = encoding + "encoding".length();
        while (i < end && (text.charAt(i) <= ' ' || text.charAt(i) == '=')) {
            i++;
        }
        char quote = text.charAt(i);
        int close = quote == '"' || quote == '\'' ? text.indexOf(quote, i + 1) : -1;
        return close < 0 || close > end ? null : usable(text.substring(i + 1, close));
    }

    private @Nullable Charset metaElement() {
        boolean gotPragma = false;
        int needPragma = -1;
        Charset charset = null;
        boolean found = false;
        Set<String> seen = new HashSet<>();
        while (attribute()) {
            if (!seen.add(name)) {
                continue;
            }
            switch (name) {
                case "http-equiv" -> gotPragma |= value.equals("content-type");
                case "content" -> {
                    String label = Encodings.charsetOf(value);
                    if (label != null && !found) {
                        charset = usable(label);
                        found = true;
                        needPragma = 1;
                    }
                }
                case "charset" -> {
                    charset = usable(value);
                    found = true;
                    needPragma = 0;
                }
                default -> {}
            }
        }
        return needPragma < 0 || needPragma == 1 && !gotPragma ? null : charset;
    }

    /** Pages that were read as ASCII can't be UTF-16: then UTF-8 is meant. */
    private static @Nullable Charset usable(String label) {
        if (label.strip().equals("x-user-defined")) {
            return Encodings.of("windows-1252");
        }
        Charset charset = Encodings.of(label);
        return charset != null && charset.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : charset;
    }

    private boolean isTag() {
        int letter = text.startsWith("</", at) ? at + 2 : at + 1;
        return text.charAt(at) == '<'
                && letter < text.length()
                && text.charAt(letter) >= 'a'
                && text.charAt(letter) <= 'z';
    }

    /** Reads an attribute; false at the end of the tag. */
    private boolean attribute() {
        while (at < text.length() && isBlankOrSlash(text.charAt(at))) {
            at++;
        }
        if (at >= text.length() || text.charAt(at) == '>') {
            return false;
        }
        int from = at;
        while (at < text.length()
                && (text.charAt(at) != '=' || at == from)
                && !isBlankOrSlash(text.charAt(at))
                && text.charAt(at) != '>') {
            at++;
        }
        name = text.substring(from, at);
        value = "";
        skipBlanks();
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            skipBlanks();
            readValue();
        }
        return true;
    }

    private void readValue() {
        if (at >= text.length()) {
            return;
        }
        char quote = text.charAt(at);
        if (quote == '"' || quote == '\'') {
            int end = text.indexOf(quote, at + 1);
            value = end < 0 ? "" : text.substring(at + 1, end);
            at = end < 0 ? text.length() : end + 1;
            return;
        }
        int from = at;
        while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != '>') {
            at++;
        }
        value = text.substring(from, at);
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }

    private static boolean isBlankOrSlash(char c) {
        return isBlank(c) || c == '/';
    }
}
