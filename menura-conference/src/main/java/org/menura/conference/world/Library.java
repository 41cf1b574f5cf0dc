package org.menura.conference.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.conference.world.World.Source;

/**
 * Draws the documents: for each subject the one in force, and for some an older one, a draft or a reprint that says
 * something else or the same.
 *
 * @param known subjects of the house that have a document
 * @param unknown subjects that have none
 * @param documents id of the document in force, by subject
 * @param values the value that it states, by subject
 * @param falseValues those that others state, by subject
 */
record Library(
        List<Source> sources,
        List<Facts.Subject> known,
        List<Facts.Subject> unknown,
        Map<String, String> documents,
        Map<String, String> values,
        Map<String, List<String>> falseValues) {
    private static final int UNKNOWN = 4;
    private static final int OLD = 14;
    private static final int DRAFTS = 6;
    private static final int OLD_CLAIMS = 4;
    private static final int REPRINTS = 2;
    private static final List<String> HOUSE = List.of("House service", "Programme committee", "Host city");
    private static final List<String> SCIENCE =
            List.of("Climate office", "Journal of events", "Institute for transport");

    /** A document before it has its number. */
    private record Draft(
            Facts.Subject subject,
            String publisher,
            LocalDate date,
            boolean draft,
            @Nullable Draft reprintOf,
            String value,
            List<String> sentences) {}

    static Library draw(Draw draw, LocalDate day) {
        List<Facts.Subject> subjects = draw.shuffled(Facts.HOUSE);
        List<Facts.Subject> unknown = subjects.subList(0, UNKNOWN);
        List<Facts.Subject> known = subjects.subList(UNKNOWN, subjects.size());
        List<Draft> drafts = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        Map<String, List<String>> wrong = new HashMap<>();
        addAll(draw, drafts, known, HOUSE, day, values);
        addAll(draw, drafts, Facts.CLAIMS, SCIENCE, day, values);
        for (Facts.Subject s : draw.some(known, OLD)) {
            drafts.add(other(draw, s, HOUSE, day.minusDays(draw.between(320, 600)), false, values, wrong));
        }
        for (Facts.Subject s : draw.some(known, DRAFTS)) {
            drafts.add(other(draw, s, HOUSE, day.minusDays(draw.between(41, 55)), true, values, wrong));
        }
        for (Facts.Subject s : draw.some(Facts.CLAIMS, OLD_CLAIMS)) {
            drafts.add(other(draw, s, SCIENCE, day.minusDays(draw.between(700, 1500)), false, values, wrong));
        }
        for (Draft d : draw.some(
                drafts.stream()
                        .filter(d -> Facts.CLAIMS.contains(d.subject) && inForce(d, values))
                        .toList(),
                REPRINTS)) {
            drafts.add(new Draft(d.subject, "News service", d.date.minusDays(1), false, d, d.value, d.sentences));
        }
        return number(draw.shuffled(drafts), known, unknown, values, wrong);
    }

    private static Library number(
            List<Draft> drafts,
            List<Facts.Subject> known,
            List<Facts.Subject> unknown,
            Map<String, String> values,
            Map<String, List<String>> wrong) {
        List<Source> sources = new ArrayList<>();
        Map<String, String> documents = new HashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft d = drafts.get(i);
            String id = id(i);
            if (d.reprintOf == null && inForce(d, values)) {
                documents.put(d.subject.key(), id);
            }
            sources.add(new Source(
                    id,
                    d.subject.title(),
                    d.publisher,
                    d.date,
                    d.draft,
                    d.subject.key(),
                    d.reprintOf == null ? null : id(drafts.indexOf(d.reprintOf)),
                    d.sentences));
        }
        return new Library(sources, known, unknown, documents, values, wrong);
    }

    private static String id(int i) {
        return "D%02d".formatted(i + 1);
    }

    private static boolean inForce(Draft d, Map<String, String> values) {
        return d.value.equals(values.get(d.subject.key()));
    }

    private static void addAll(
            Draw draw,
            List<Draft> to,
            List<Facts.Subject> subjects,
            List<String> publishers,
            LocalDate day,
            Map<String, String> values) {
        for (Facts.Subject s : subjects) {
            String value = s.value(draw);
            values.put(s.key(), value);
            LocalDate date = day.minusDays(draw.between(60, 300));
            to.add(new Draft(s, draw.pick(publishers), date, false, null, value, body(draw, s, value, publishers)));
        }
    }

    private static Draft other(
            Draw draw,
            Facts.Subject s,
            List<String> publishers,
            LocalDate date,
            boolean draft,
            Map<String, String> values,
            Map<String, List<String>> wrong) {
        List<String> taken = new ArrayList<>(wrong.getOrDefault(s.key(), List.of()));
        taken.add(values.getOrDefault(s.key(), ""));
        String value = s.otherValue(draw, taken);
        wrong.computeIfAbsent(s.key(), k -> new ArrayList<>()).add(value);
        return new Draft(s, draw.pick(publishers), date, draft, null, value, body(draw, s, value, publishers));
    }

    private static List<String> body(Draw draw, Facts.Subject s, String value, List<String> publishers) {
        String source = "This sheet was written by the %s."
                .formatted(draw.pick(publishers).toLowerCase(java.util.Locale.ROOT));
        return draw.shuffled(List.of(s.sentence(draw, value), s.filler(), source));
    }
}
