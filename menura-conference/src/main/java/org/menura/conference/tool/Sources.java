package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/** The documents of a conference. */
public final class Sources {
    private final Map<String, Source> all = new LinkedHashMap<>();
    private final TextIndex index;

    /**
     * A document.
     *
     * @param reprintOf id of the document that it repeats; empty if it is none
     */
    public record Source(
            String id,
            String title,
            String publisher,
            String date,
            boolean draft,
            String subject,
            String reprintOf,
            String body) {
        /** Returns a line that cites it. */
        public String citation() {
            return "%s, %s, %s, %s".formatted(id, title, publisher, date);
        }
    }

    /** Reads the documents of a folder. */
    public Sources(Path folder) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.sorted().toList();
        }
        for (Path file : files) {
            Source s = read(file);
            all.put(s.id, s);
            texts.put(s.id, s.title + ". " + s.body);
        }
        index = new TextIndex(texts);
    }

    private static Source read(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf("\n---\n", 4);
        if (!text.startsWith("---\n") || end < 0) {
            throw new FormatException(file + " has no head between two lines of ---");
        }
        Map<String, String> head = new HashMap<>();
        for (String line : text.substring(4, end).split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                head.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        for (String name : List.of("id", "title", "publisher", "date", "status", "subject")) {
            if (!head.containsKey(name)) {
                throw new FormatException("%s does not state '%s' in its head".formatted(file, name));
            }
        }
        return new Source(
                head.getOrDefault("id", ""),
                head.getOrDefault("title", ""),
                head.getOrDefault("publisher", ""),
                head.getOrDefault("date", ""),
                "draft".equals(head.get("status")),
                head.getOrDefault("subject", ""),
                head.getOrDefault("reprint_of", ""),
                text.substring(end + 5).strip());
    }

    /** Returns the ids of the documents that match a query best, best first. */
    public List<String> search(String query, int most) throws IOException {
        return index.search(query, most);
    }

    /** Returns a document. */
    public Source get(String id) {
        Source s = all.get(id);
        if (s == null) {
            throw new IllegalArgumentException("there is no document '%s'".formatted(id));
        }
        return s;
    }

    /** Returns whether a document is in force: the latest on its subject that is neither a draft nor a reprint. */
    public boolean inForce(String id) {
        Source s = get(id);
        return !s.draft
                && s.reprintOf.isEmpty()
                && all.values().stream()
                        .noneMatch(o -> o.subject.equals(s.subject)
                                && !o.draft
                                && o.reprintOf.isEmpty()
                                && o.date.compareTo(s.date) > 0);
    }

    /** Returns the ids of all documents on a subject. */
    public List<String> about(String subject) {
        return all.values().stream()
                .filter(s -> s.subject.equals(subject))
                .map(Source::id)
                .toList();
    }

    /** Returns the ids of other documents that hold a quote. */
    public List<String> holding(String quote, String but) {
        return all.values().stream()
                .filter(s -> !s.id.equals(but) && s.body.contains(quote))
                .map(Source::id)
                .toList();
    }
}
