package org.menura.chat.template;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's {@code datetime.strftime} of a time without zone, with glibc's flags {@code - _ 0 ^ #}, in English. */
final class Strftime {
    private Strftime() {}

    static String format(String format, LocalDateTime time, Budget budget) {
        budget.elements((long) Byte.SIZE * format.length());
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i++);
            if (c != '%' || i == format.length()) {
                out.append(c);
                continue;
            }
            int start = i - 1;
            char flag = 0;
            while (i < format.length() && "-_0^#".indexOf(format.charAt(i)) >= 0) {
                flag = format.charAt(i++);
            }
            String field = i < format.length() ? field(format.charAt(i++), flag, time) : null;
            out.append(field == null ? format.substring(start, i) : field);
        }
        budget.characters(out.length());
        return out.toString();
    }

    private static @Nullable String field(char directive, char flag, LocalDateTime t) {
        String text = switch (directive) {
            case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'p' -> t.getHour() < 12 ? "AM" : "PM";
            case 'P' -> t.getHour() < 12 ? "am" : "pm";
            case 'c' -> join("%a %b %e %H:%M:%S %Y", t);
            case 'x', 'D' -> join("%m/%d/%y", t);
            case 'X', 'T' -> join("%H:%M:%S", t);
            case 'r' -> join("%I:%M:%S %p", t);
            case 'R' -> join("%H:%M", t);
            case 'F' -> join("%Y-%m-%d", t);
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'z', 'Z' -> "";
            case '%' -> "%";
            default -> null;
        };
        if (text != null) {
            return switch (flag) {
                case '^' -> text.toUpperCase(Locale.ROOT);
                case '#' -> directive == 'p' ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
                default -> text;
            };
        }
        return number(directive, flag, t);
    }

    private static String join(String format, LocalDateTime t) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            out.append(c == '%' ? field(format.charAt(++i), (char) 0, t) : String.valueOf(c));
        }
        return out.toString();
    }

    private static @Nullable String number(char directive, char flag, LocalDateTime t) {
        int hour12 = t.getHour() % 12 == 0 ? 12 : t.getHour() % 12;
        int weekday = t.getDayOfWeek().getValue() % 7;
        return switch (directive) {
            case 'd' -> pad(t.getDayOfMonth(), 2, '0', flag);
            case 'e' -> pad(t.getDayOfMonth(), 2, ' ', flag);
            case 'm' -> pad(t.getMonthValue(), 2, '0', flag);
            case 'y' -> pad(t.getYear() % 100, 2, '0', flag);
            case 'C' -> pad(t.getYear() / 100, 2, '0', flag);
            case 'Y' -> pad(t.getYear(), 1, '0', flag);
            case 'H' -> pad(t.getHour(), 2, '0', flag);
            case 'k' -> pad(t.getHour(), 2, ' ', flag);
            case 'I' -> pad(hour12, 2, '0', flag);
            case 'l' -> pad(hour12, 2, ' ', flag);
            case 'M' -> pad(t.getMinute(), 2, '0', flag);
            case 'S' -> pad(t.getSecond(), 2, '0', flag);
            case 'f' -> pad(t.get(ChronoField.MICRO_OF_SECOND), 6, '0', (char) 0);
            case 'j' -> pad(t.getDayOfYear(), 3, '0', flag);
            case 'w' -> pad(weekday, 1, '0', flag);
            case 'u' -> pad(t.getDayOfWeek().getValue(), 1, '0', flag);
            case 'U' -> pad((t.getDayOfYear() + 6 - weekday) / 7, 2, '0', flag);
            case 'W' ->
                pad(
                        (t.getDayOfYear() + 6 - (t.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue())) / 7,
                        2,
                        '0',
                        flag);
            case 'V' -> pad(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
            case 'G' -> pad(t.get(IsoFields.WEEK_BASED_YEAR), 1, '0', flag);
            case 'g' -> pad(t.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag);
            default -> null;
        };
    }

    private static String pad(int value, int width, char fill, char flag) {
        String digits = Integer.toString(value);
        char with = switch (flag) {
            case '_' -> ' ';
            case '0' -> '0';
            default -> fill;
        };
        return flag == '-' || digits.length() >= width
                ? digits
                : String.valueOf(with).repeat(width - digits.length()) + digits;
    }
}
