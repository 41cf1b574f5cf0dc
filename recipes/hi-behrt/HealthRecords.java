package org.menura.recipes.hibehrt;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.menura.data.CsvReader;
import org.menura.data.Cursor;
import org.menura.format.FormatException;

/**
 * Reads the health records of a folder: {@code patients.csv}, {@code encounters.csv}, {@code conditions.csv} and {@code
 * medications.csv}. What is recorded on one day is one visit.
 */
final class HealthRecords {
    /** A check-up, which says little by itself. */
    private static final String CHECK_UP = "185349003";

    private HealthRecords() {}

    /**
     * A patient.
     *
     * @param visits in the order of their days
     */
    record Patient(String id, String gender, LocalDate birth, List<Visit> visits) {
        /** Returns the age at a visit, in years. */
        double age(int visit) {
            return Math.max(0, ChronoUnit.DAYS.between(birth, visits.get(visit).day()) / 365.25);
        }
    }

    /**
     * A day on which something was recorded.
     *
     * @param conditions codes that were recorded anew
     * @param others codes of encounters ({@code E}) and medications ({@code M})
     */
    record Visit(LocalDate day, List<String> conditions, List<String> others) {
        /** Returns all codes: conditions ({@code C}) first. */
        List<String> codes() {
            List<String> all = new ArrayList<>(conditions);
            all.addAll(others);
            return all;
        }
    }

    /** Reads the records, by patient in the order of {@code patients.csv}; patients without a visit are left out. */
    static List<Patient> read(Path folder) {
        SequencedMap<String, Map<LocalDate, TreeSet<String>>> days = new LinkedHashMap<>();
        Map<String, SequencedMap<String, String>> people = new LinkedHashMap<>();
        each(folder.resolve("patients.csv"), List.of("patient", "birthdate", "gender"), row -> {
            people.put(row.getOrDefault("patient", ""), row);
            days.put(row.getOrDefault("patient", ""), new TreeMap<>());
        });
        Map<String, LocalDate> starts = new LinkedHashMap<>();
        each(folder.resolve("encounters.csv"), List.of("encounter", "patient", "start", "code"), row -> {
            LocalDate day = day(row, "start", folder);
            starts.put(row.getOrDefault("encounter", ""), day);
            TreeSet<String> codes = of(days, row, day);
            if (!row.getOrDefault("code", "").equals(CHECK_UP)) {
                codes.add("E" + row.get("code"));
            }
        });
        for (String kind : List.of("conditions", "medications")) {
            each(folder.resolve(kind + ".csv"), List.of("patient", "encounter", "start", "code"), row -> {
                LocalDate day = starts.getOrDefault(row.getOrDefault("encounter", ""), day(row, "start", folder));
                of(days, row, day).add((kind.equals("conditions") ? "C" : "M") + row.get("code"));
            });
        }
        List<Patient> patients = new ArrayList<>();
        days.forEach((id, visits) -> {
            SequencedMap<String, String> row = people.getOrDefault(id, new LinkedHashMap<>());
            List<Visit> all = new ArrayList<>();
            visits.forEach((day, codes) -> all.add(new Visit(
                    day,
                    codes.stream().filter(c -> c.startsWith("C")).toList(),
                    codes.stream().filter(c -> !c.startsWith("C")).toList())));
            if (!all.isEmpty()) {
                patients.add(new Patient(id, row.getOrDefault("gender", ""), day(row, "birthdate", folder), all));
            }
        });
        return patients;
    }

    private static TreeSet<String> of(
            Map<String, Map<LocalDate, TreeSet<String>>> days, Map<String, String> row, LocalDate day) {
        Map<LocalDate, TreeSet<String>> of = days.get(row.getOrDefault("patient", ""));
        if (of == null) {
            throw new FormatException("a record names the patient %s, whom patients.csv does not know"
                    .formatted(row.get("patient")));
        }
        return of.computeIfAbsent(day, _ -> new TreeSet<>());
    }

    private static LocalDate day(Map<String, String> row, String column, Path folder) {
        String text = row.getOrDefault(column, "");
        try {
            return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
        } catch (DateTimeParseException e) {
            throw new FormatException("%s: '%s' is no day such as 2001-12-31".formatted(folder, text), e);
        }
    }

    private static void each(Path file, List<String> columns, Consumer<SequencedMap<String, String>> action) {
        try (Cursor<SequencedMap<String, String>> rows =
                CsvReader.rows(columns.toArray(String[]::new)).apply(file)) {
            for (SequencedMap<String, String> row = rows.next(); row != null; row = rows.next()) {
                action.accept(row);
            }
        }
    }
}
