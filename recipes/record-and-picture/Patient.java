package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import org.menura.tensor.Rng;

/**
 * A synthetic patient.
 *
 * @param number in the set
 * @param birth year of birth
 * @param conditions each once, without what stands in brackets
 */
record Patient(int number, int birth, SequencedSet<String> conditions) {
    private static final int SHOWN = 4;
    private static final int YEAR = 2021; // the set's last

    /** Reads the patients of a folder who have conditions. */
    static List<Patient> read(Path folder) throws IOException {
        Map<String, Patient> all = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("patients.csv"))) {
            String[] fields = line.split(",");
            if (fields[0].matches("p\\d+")) {
                all.put(
                        fields[0],
                        new Patient(all.size(), Integer.parseInt(fields[1].substring(0, 4)), new LinkedHashSet<>()));
            }
        }
        for (String line : Files.readAllLines(folder.resolve("conditions.csv"))) {
            String[] fields = line.split(",", 6);
            Patient patient = all.get(fields[0]);
            if (patient != null) {
                patient.conditions.add(
                        fields[5].replace("\"", "").replaceAll(" \\(.*", "").strip());
            }
        }
        return all.values().stream().filter(p -> !p.conditions.isEmpty()).toList();
    }

    /** Whether a condition has one of some words in it. */
    boolean hasAny(List<String> words) {
        return conditions.stream().anyMatch(c -> has(c, words));
    }

    private static boolean has(String condition, List<String> words) {
        return words.stream().anyMatch(condition.toLowerCase(Locale.ROOT)::contains);
    }

    /** The record as a text: age and up to four conditions in any order, one with a word of {@code words} among them if there is one. */
    String text(List<String> words, Rng random) {
        List<String> left = new ArrayList<>(conditions);
        List<String> shown = new ArrayList<>();
        left.stream().filter(c -> has(c, words)).findFirst().ifPresent(c -> {
            shown.add(c);
            left.remove(c);
        });
        while (shown.size() < SHOWN && !left.isEmpty()) {
            shown.add(random.nextInt(shown.size() + 1), left.remove(random.nextInt(left.size())));
        }
        return "Age %d. %s.".formatted(YEAR - birth, String.join(", ", shown));
    }
}
