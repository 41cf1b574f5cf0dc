package org.menura.conference.check;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.menura.format.FormatException;

/**
 * The first sheet of a workbook, evaluated anew from its formulas: numbers, references, {@code + - * /}, parentheses and
 * {@code SUM} over ranges. What the writer stored as the result of a formula is not looked at.
 */
final class Sheet {
    private static final Pattern REFERENCE = Pattern.compile("\\$?([A-Z]{1,2})\\$?([0-9]{1,5})");
    private static final int MOST_DEPTH = 200;

    private final Map<String, String> formulas = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, BigDecimal> numbers = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private String formula = "";
    private int at;

    static Sheet read(Path file) throws IOException {
        Sheet sheet = new Sheet();
        try (InputStream in = Files.newInputStream(file);
                ReadableWorkbook book = new ReadableWorkbook(in);
                Stream<Row> rows = book.getFirstSheet().openStream()) {
            rows.forEach(row -> row.forEach(cell -> {
                if (cell != null) {
                    sheet.put(cell);
                }
            }));
        } catch (RuntimeException e) {
            throw new FormatException("%s is no workbook: %s".formatted(file, e.getMessage()), e);
        }
        return sheet;
    }

    private void put(Cell cell) {
        String address = cell.getAddress().toString();
        String f = cell.getFormula();
        if (f != null && !f.isEmpty()) {
            formulas.put(address, f);
        } else if (cell.getValue() instanceof BigDecimal n) {
            numbers.put(address, n);
        } else if (cell.getValue() != null) {
            texts.put(address, cell.getValue().toString());
        }
    }

    boolean hasFormula(String address) {
        return formulas.containsKey(address);
    }

    String text(String address) {
        return texts.getOrDefault(address, "");
    }

    /** The texts of a column, by row number. */
    Map<Integer, String> column(String name) {
        Map<Integer, String> out = new TreeMap<>();
        texts.forEach((address, text) -> {
            Matcher m = REFERENCE.matcher(address);
            if (m.matches() && m.group(1).equals(name)) {
                out.put(Integer.parseInt(m.group(2)), text);
            }
        });
        return out;
    }

    /** Evaluates a cell; an empty one is 0. */
    BigDecimal value(String address) {
        String f = formulas.get(address);
        if (f == null) {
            return numbers.getOrDefault(address, BigDecimal.ZERO);
        }
        if (open.size() > MOST_DEPTH || !open.add(address)) {
            throw new FormatException("the formula of " + address + " refers to itself");
        }
        String outer = formula;
        int outerAt = at;
        formula = f.startsWith("=") ? f.substring(1) : f;
        at = 0;
        BigDecimal value = sum();
        if (at != formula.length()) {
            throw new FormatException(
                    "the formula %s of %s has something else than sums and products".formatted(f, address));
        }
        formula = outer;
        at = outerAt;
        open.remove(address);
        return value;
    }

    private BigDecimal sum() {
        BigDecimal left = product();
        while (at < formula.length() && (peek() == '+' || peek() == '-')) {
            left = formula.charAt(at++) == '+' ? left.add(product()) : left.subtract(product());
        }
        return left;
    }

    private BigDecimal product() {
        BigDecimal left = factor();
        while (at < formula.length() && (peek() == '*' || peek() == '/')) {
            left = formula.charAt(at++) == '*'
                    ? left.multiply(factor())
                    : left.divide(factor(), java.math.MathContext.DECIMAL64);
        }
        return left;
    }

    private BigDecimal factor() {
        if (formula.startsWith("SUM(", at)) {
            int close = formula.indexOf(')', at);
            String[] range = formula.substring(at + 4, Math.max(close, at + 4)).split(":");
            at = close + 1;
            return close < 0 ? fail() : total(range[0], range[range.length - 1]);
        }
        if (at < formula.length() && peek() == '(') {
            at++;
            BigDecimal inner = sum();
            return at < formula.length() && formula.charAt(at++) == ')' ? inner : fail();
        }
        Matcher m = REFERENCE.matcher(formula).region(at, formula.length());
        if (m.lookingAt()) {
            at = m.end();
            return value(m.group(1) + m.group(2));
        }
        int from = at;
        while (at < formula.length() && (Character.isDigit(peek()) || peek() == '.')) {
            at++;
        }
        return from == at ? fail() : new BigDecimal(formula.substring(from, at));
    }

    private BigDecimal total(String from, String to) {
        Matcher a = REFERENCE.matcher(from);
        Matcher b = REFERENCE.matcher(to);
        if (!a.matches() || !b.matches() || !a.group(1).equals(b.group(1))) {
            return fail();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (int row = Integer.parseInt(a.group(2)); row <= Integer.parseInt(b.group(2)); row++) {
            sum = sum.add(value(a.group(1) + row));
        }
        return sum;
    }

    private BigDecimal fail() {
        throw new FormatException("the formula %s can't be evaluated at character %d".formatted(formula, at));
    }

    private char peek() {
        return formula.charAt(at);
    }
}
