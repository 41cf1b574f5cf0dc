package org.menura.world.dbbench;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a statement of MySQL so that SQLite reads the same in it: escapes in texts, comments after {@code #}, names that begin
 * with a digit, and the digits of decimals that are stored.
 */
final class MySqlText {
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]+|(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d*\\.\\d+|\\d+\\.|\\d{19,})");
    private static final Pattern AFTER_VALUE = Pattern.compile("\\s*(?:[,);]|\\z|(?i:where)\\b)");
    private static final Pattern ESCAPE = Pattern.compile("\\s*(?i:escape)\\b");
    private static final Set<String> STORES = Set.of("VALUES", "VALUE", "SET");
    private static final Set<String> ENDS_STORES = Set.of("WHERE", "SELECT", "FROM", "ON", "ORDER", "LIMIT");

    private final String sql;
    private final Set<String> names;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private String word = "";
    private char previous = ' ';
    private boolean stores;

    private MySqlText(String sql, Set<String> names) {
        this.sql = sql;
        this.names = names;
    }

    /**
     * Writes a statement for SQLite.
     *
     * @param names of tables and columns, which may stand in double quotes, as in standard SQL
     */
    static String forSqlite(String sql, Set<String> names) {
        return new MySqlText(sql, names).all();
    }

    private String all() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                copy(at + 1);
            } else if (c == '#' || sql.startsWith("--", at)) {
                comment(c == '#' ? 1 : 2);
            } else if (sql.startsWith("/*", at)) {
                copy(after("*/", at + 2));
            } else {
                token(c);
            }
        }
        return out.toString();
    }

    private void token(char c) {
        char before = previous;
        previous = c;
        String last = word;
        word = "";
        if (c == '\'' || c == '"') {
            text(c, last);
        } else if (c == '`' || c == '[') {
            copy(after(c == '[' ? "]" : "`", at + 1));
        } else if (isName(c)) {
            word(before);
        } else if ((c == '.' || c == '+' || c == '-') && "(,=".indexOf(before) >= 0 && number(before)) {
            previous = '0';
        } else {
            copy(at + 1);
        }
    }

    private void comment(int mark) {
        int end = after("\n", at);
        out.append("--");
        at += mark;
        copy(end);
    }

    private void word(char before) {
        if (Character.isDigit(sql.charAt(at)) && number(before)) {
            return;
        }
        int end = at;
        while (end < sql.length() && isName(sql.charAt(end))) {
            end++;
        }
        boolean quoted = sql.charAt(at) >= '0' && sql.charAt(at) <= '9';
        word = sql.substring(at, end).toUpperCase(Locale.ROOT);
        stores = stores ? !ENDS_STORES.contains(word) : STORES.contains(word);
        out.append(quoted ? "`" : "");
        copy(end);
        out.append(quoted ? "`" : "");
    }

    /** Writes a number; a decimal that is stored becomes a text, as MySQL keeps all its digits. */
    private boolean number(char before) {
        boolean signed = sql.charAt(at) == '+' || sql.charAt(at) == '-';
        Matcher number = NUMBER.matcher(sql).region(at + (signed ? 1 : 0), sql.length());
        if (!number.lookingAt() || number.end() < sql.length() && isName(sql.charAt(number.end()))) {
            return false;
        }
        String digits = sql.substring(at, number.end());
        boolean whole = "(,=".indexOf(before) >= 0
                && AFTER_VALUE.matcher(sql).region(number.end(), sql.length()).lookingAt();
        if (stores && whole && DECIMAL.matcher(digits).matches()) {
            out.append('\'').append(new BigDecimal(digits).toPlainString()).append('\'');
            at = number.end();
        } else {
            copy(number.end());
        }
        return true;
    }

    private void text(char quote, String last) {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < sql.length() && (sql.charAt(at) != quote || sql.startsWith("" + quote + quote, at))) {
            char c = sql.charAt(at++);
            if (c == quote) {
                at++;
            } else if (c == '\\' && at < sql.length()) {
                unescape(text, sql.charAt(at++));
                continue;
            }
            text.append(c);
        }
        boolean closed = at++ < sql.length();
        String inner = sql.substring(start + 1, at - 1);
        if (!closed || quote == '"' && names.contains(inner.replace("\"\"", "\""))) {
            at = start;
            copy(Math.min(sql.length(), start + inner.length() + 2));
            return;
        }
        String mark = String.valueOf(quote);
        out.append(mark).append(text.toString().replace(mark, mark + mark)).append(mark);
        if (last.equals("LIKE")
                && text.indexOf("\\") >= 0
                && !ESCAPE.matcher(sql).region(at, sql.length()).lookingAt()) {
            out.append(" ESCAPE '\\'");
        }
    }

    private static void unescape(StringBuilder text, char escaped) {
        switch (escaped) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'Z' -> text.append('\u001a');
            case '%', '_' -> text.append('\\').append(escaped);
            default -> text.append(escaped);
        }
    }

    private static boolean isName(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '$' || c > 127;
    }

    private int after(String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private void copy(int end) {
        out.append(sql, at, end);
        at = end;
    }
}
