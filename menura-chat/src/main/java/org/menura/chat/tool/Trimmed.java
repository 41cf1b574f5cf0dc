package org.menura.chat.tool;

/** A text that is handed on without white space at its begin, and with white space at its end held back. */
final class Trimmed {
    private final StringBuilder held = new StringBuilder();
    private boolean atBegin;

    /** Creates an empty text; {@code trimBegin} says whether white space at its begin is dropped. */
    Trimmed(boolean trimBegin) {
        this.atBegin = trimBegin;
    }

    /** Returns what may be handed on after another piece. */
    String add(String piece) {
        held.append(piece);
        if (atBegin) {
            int start = 0;
            while (start < held.length() && Character.isWhitespace(held.charAt(start))) {
                start++;
            }
            held.delete(0, start);
            atBegin = held.isEmpty();
        }
        int end = held.length();
        while (end > 0 && Character.isWhitespace(held.charAt(end - 1))) {
            end--;
        }
        String out = held.substring(0, end);
        held.delete(0, end);
        return out;
    }

    /** Returns the white space that was held back. */
    String rest() {
        String out = held.toString();
        held.setLength(0);
        return out;
    }
}
