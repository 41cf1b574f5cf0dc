package org.menura.recipes.hibehrt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.menura.recipes.hibehrt.HealthRecords.Patient;
import org.menura.recipes.hibehrt.HealthRecords.Visit;

/**
 * The task: from all visits before it, which conditions are recorded at the next visit that records any? Conditions are
 * those that enough patients have.
 *
 * @param conditions the codes to predict, in their order
 */
record NextVisits(List<String> conditions) {
    /**
     * A question.
     *
     * @param past number of visits that are known
     * @param answers by condition
     */
    record Question(Patient patient, int past, boolean[] answers) {}

    /** Takes the conditions that at least {@code least} of the patients have. */
    static NextVisits of(List<Patient> patients, int least) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Patient p : patients) {
            Set<String> own = new HashSet<>();
            p.visits().forEach(v -> own.addAll(v.conditions()));
            own.forEach(c -> counts.merge(c, 1, Integer::sum));
        }
        return new NextVisits(counts.entrySet().stream()
                .filter(e -> e.getValue() >= least)
                .map(Map.Entry::getKey)
                .toList());
    }

    /** Makes the questions about some patients: one for each visit with a condition that is not the first visit. */
    List<Question> questions(List<Patient> patients) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < conditions.size(); i++) {
            numbers.put(conditions.get(i), i);
        }
        List<Question> questions = new ArrayList<>();
        for (Patient p : patients) {
            for (int v = 1; v < p.visits().size(); v++) {
                Visit visit = p.visits().get(v);
                if (!visit.conditions().isEmpty()) {
                    boolean[] answers = new boolean[conditions.size()];
                    for (String code : visit.conditions()) {
                        Integer number = numbers.get(code);
                        if (number != null) {
                            answers[number] = true;
                        }
                    }
                    questions.add(new Question(p, v, answers));
                }
            }
        }
        return questions;
    }
}
