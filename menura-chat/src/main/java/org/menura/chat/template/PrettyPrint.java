package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.python.PythonText;

/** Python's {@code pprint.pformat}: one line if it fits 80 columns, else an element a line; dict keys are sorted. */
final class PrettyPrint {
    private static final int WIDTH = 80;

    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    private PrettyPrint(Budget budget) {
        this.budget = budget;
    }

    static String format(Object value, Budget budget) {
        PrettyPrint printer = new PrettyPrint(budget);
        printer.write(value, 0, 0, true);
        budget.characters(printer.out.length());
        return printer.out.toString();
    }

    /** Writes a value that starts at column {@code indent} and is followed by {@code allowance} characters. */
    private void write(Object value, int indent, int allowance, boolean top) {
        budget.enter();
        Object sorted = sorted(value);
        String line = Repr.repr(sorted, budget);
        if (PythonText.length(line) <= WIDTH - indent - allowance) {
            out.append(line);
        } else if (sorted instanceof Dict dict && dict.size() > 0) {
            dict(dict, indent, allowance);
        } else if (sorted instanceof List<?> list && !list.isEmpty()) {
            items("[", list, "]", indent, allowance);
        } else if (sorted instanceof Tuple tuple && !tuple.items().isEmpty()) {
            items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", indent, allowance);
        } else if (sorted instanceof String text) {
            text(text, top ? indent + 1 : indent, top ? allowance + 1 : allowance, top);
        } else {
            out.append(line);
        }
        budget.leave();
    }

    private Object sorted(Object value) {
        budget.enter();
        Object result = switch (value) {
            case Dict dict -> {
                Dict sorted = new Dict();
                for (Object key : sortedKeys(dict)) {
                    Object item = dict.get(key);
                    sorted.put(key, sorted(item == null ? None.NONE : item));
                }
                yield sorted;
            }
            case List<?> list -> sortedItems(list);
            case Tuple tuple -> Tuple.of(sortedItems(tuple.items()));
            default -> value;
        };
        budget.leave();
        return result;
    }

    private List<Object> sortedItems(List<?> items) {
        List<Object> sorted = new ArrayList<>(items.size());
        for (Object item : items) {
            sorted.add(sorted(item));
        }
        return sorted;
    }

    private List<Object> sortedKeys(Dict dict) {
        List<Object> keys = dict.keys();
        boolean comparable = keys.stream().allMatch(String.class::isInstance)
                || keys.stream().allMatch(PythonNumbers::isNumber);
        return comparable ? Comparison.sort(keys, new ArrayList<>(keys), false, budget) : keys;
    }

    private void items(String open, List<?> items, String close, int indent, int allowance) {
        out.append(open);
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            write(items.get(i), indent + 1, last ? allowance + close.length() : 1, false);
            out.append(last ? close : newline(indent + 1));
        }
    }

    private void dict(Dict dict, int indent, int allowance) {
        out.append('{');
        int left = dict.size();
        for (Dict.Entry entry : dict.entries()) {
            String key = Repr.repr(entry.key(), budget) + ": ";
            out.append(key);
            left--;
            write(entry.value(), indent + 1 + PythonText.length(key), left == 0 ? allowance + 1 : 1, false);
            out.append(left == 0 ? "}" : newline(indent + 1));
        }
    }

    private String newline(int indent) {
        budget.characters(indent);
        return ",\n" + " ".repeat(indent);
    }

    /** A string as adjacent literals, a line of its own for each line and for what fits of a long one. */
    private void text(String text, int indent, int allowance, boolean parentheses) {
        List<String> literals = new ArrayList<>();
        List<String> lines = PythonText.lines(text, true);
        for (int i = 0; i < lines.size(); i++) {
            boolean last = i == lines.size() - 1;
            String line = lines.get(i).toString();
            String literal = Repr.repr(line, budget);
            if (PythonText.length(literal) <= WIDTH - indent - (last ? allowance : 0)) {
                literals.add(literal);
            } else {
                words(line, WIDTH - indent, last ? allowance : 0, literals);
            }
        }
        boolean enclosed = parentheses && literals.size() > 1;
        budget.characters((long) indent * literals.size());
        out.append(enclosed ? "(" : "").append(String.join("\n" + " ".repeat(indent), literals));
        out.append(enclosed ? ")" : "");
    }

    private void words(String line, int width, int allowance, List<String> literals) {
        String current = "";
        int start = 0;
        while (start < line.length()) {
            int space = start;
            while (space < line.length() && !PythonText.isSpace(line.charAt(space))) {
                space++;
            }
            int end = PythonText.skipSpace(line, space);
            String candidate = current + line.substring(start, end);
            int room = end == line.length() ? width - allowance : width;
            if (!current.isEmpty() && PythonText.length(Repr.repr(candidate, budget)) > room) {
                literals.add(Repr.repr(current, budget));
                candidate = line.substring(start, end);
            }
            current = candidate;
            start = end;
        }
        literals.add(Repr.repr(current, budget));
    }
}
