package org.menura.serve.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a body of {@code multipart/form-data} (RFC 7578), read strictly as {@link Fields} are. */
public final class Multipart {
    private static final int MOST_PARTS = 64;

    /** As RFC 2046 has it: a longer one would take long to look for. */
    private static final int LONGEST_BOUNDARY = 70;

    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[;\\s]name=\"([^\"\\r\\n]{0,256})\"");
    private static final Pattern FILE = Pattern.compile("[;\\s]filename=\"([^\"\\r\\n]*)\"");

    /** A part: its bytes, and the name of the file that it was. */
    public record Part(@Nullable String file, byte[] bytes) {
        /** Returns the bytes as text. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final Map<String, List<Part>> parts;
    private final TreeSet<String> unread;

    private Multipart(Map<String, List<Part>> parts) {
        this.parts = parts;
        this.unread = new TreeSet<>(parts.keySet());
    }

    /**
     * Reads the body of a request.
     *
     * @throws HttpError if it is no form, or is damaged
     */
    public static Multipart of(Exchange exchange) {
        String type = exchange.header("Content-Type");
        Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || !boundary.find()) {
            throw HttpError.invalid(null, "the body must be multipart/form-data with a boundary");
        }
        String mark = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        return parse(exchange.body(), mark);
    }

    /**
     * Reads a body.
     *
     * @param mark what stands between the parts, at most {@link #LONGEST_BOUNDARY} characters
     * @throws HttpError if it is damaged
     */
    public static Multipart parse(byte[] body, String mark) {
        if (mark.length() > LONGEST_BOUNDARY) {
            throw HttpError.invalid(
                    null, "the boundary of a multipart body has at most %d characters".formatted(LONGEST_BOUNDARY));
        }
        byte[] delimiter = ("--" + mark).getBytes(StandardCharsets.ISO_8859_1);
        byte[] inner = ("\r\n--" + mark).getBytes(StandardCharsets.ISO_8859_1);
        Map<String, List<Part>> parts = new LinkedHashMap<>();
        int at = find(body, delimiter, 0);
        int count = 0;
        while (at >= 0) {
            at += delimiter.length;
            if (at + 2 <= body.length && body[at] == '-' && body[at + 1] == '-') {
                return new Multipart(parts);
            }
            int head = find(body, new byte[] {'\r', '\n'}, at);
            int blank = head < 0 ? -1 : find(body, new byte[] {'\r', '\n', '\r', '\n'}, head);
            int end = blank < 0 ? -1 : find(body, inner, blank + 2);
            if (end < 0 || ++count > MOST_PARTS) {
                break;
            }
            String headers = new String(body, head, blank - head, StandardCharsets.UTF_8);
            Matcher name = NAME.matcher(headers);
            Matcher file = FILE.matcher(headers);
            if (!name.find()) {
                break;
            }
            int start = Math.min(blank + 4, end);
            Part part = new Part(file.find() ? file.group(1) : null, Arrays.copyOfRange(body, start, end));
            parts.merge(name.group(1), List.of(part), (a, b) -> {
                List<Part> both = new ArrayList<>(a);
                both.addAll(b);
                return both;
            });
            at = end + 2;
        }
        throw HttpError.invalid(
                null, "the multipart body is cut short, damaged, or has more than %d parts".formatted(MOST_PARTS));
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (int i = Math.max(0, from); i <= in.length - what.length; i++) {
            int k = 0;
            while (k < what.length && in[i + k] == what[k]) {
                k++;
            }
            if (k == what.length) {
                return i;
            }
        }
        return -1;
    }

    /** Returns a file that must be there. */
    public Part file(String name) {
        Part part = part(name);
        if (part == null) {
            throw HttpError.invalid(name, "missing_required_parameter", "'%s' is required: a file".formatted(name));
        }
        return part;
    }

    /** Returns a text, or null. */
    public @Nullable String text(String name) {
        Part part = part(name);
        return part == null || part.bytes.length == 0 ? null : part.text();
    }

    /** Returns all texts of a name, with or without brackets behind it. */
    public List<String> texts(String name) {
        List<String> out = new ArrayList<>();
        for (String spelling : List.of(name, name + "[]")) {
            unread.remove(spelling);
            parts.getOrDefault(spelling, List.of()).forEach(p -> out.add(p.text()));
        }
        return out;
    }

    private @Nullable Part part(String name) {
        unread.remove(name);
        List<Part> all = parts.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw HttpError.invalid(name, "'%s' comes %d times".formatted(name, all.size()));
        }
        return all.isEmpty() ? null : all.getFirst();
    }

    /** Passes over parts that change nothing of the answer. */
    public void harmless(String... names) {
        unread.removeAll(Arrays.asList(names));
    }

    /** Refuses parts that nothing has read. */
    public void finish() {
        if (!unread.isEmpty()) {
            throw HttpError.invalid(
                    unread.first(),
                    "unknown_parameter",
                    "'%s' is not a parameter of this request, or not one that this server supports"
                            .formatted(unread.first()));
        }
    }
}
