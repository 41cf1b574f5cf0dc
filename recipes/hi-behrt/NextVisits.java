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
 * those that enough patients have. A wider task to learn from first asks for medications and encounters, too.
 *
 * @param conditions the codes to predict, in their order
 * @param wide whether codes of all kinds are asked for, and visits without any condition
 */
record NextVisits(List<String> conditions, boolean wide) {
    /**
     * A question.
     *
     * @param past number of visits that are known
     * @param answers by condition
     */
    record Question(Patient patient, int past, boolean[] answers) {}

    /** Takes the conditions that at least {@code least} of the patients have. */
    static NextVisits of(List<Patient> patients, int least) {
        return of(patients, least, false);
    }

    /** Takes codes of all kinds that at least {@code least} of the patients have. */
    static NextVisits wide(List<Patient> patients, int least) {
        return of(patients, least, true);
    }

    private List<String> codes(Visit visit) {
        return wide ? visit.codes() : visit.conditions();
    }

    private static NextVisits of(List<Patient> patients, int least, boolean wide) {
        NextVisits all = new NextVisits(List.of(), wide);
        Map<String, Integer> counts = new TreeMap<>();
        for (Patient p : patients) {
            Set<String> own = new HashSet<>();
            p.visits().forEach(v -> own.addAll(all.codes(v)));
            own.forEach(c -> counts.merge(c, 1, Integer::sum));
        }
        List<String> codes = counts.entrySet().stream()
                .filter(e -> e.getValue() >= least)
                .map(Map.Entry::getKey)
                .toList();
        return new NextVisits(codes, wide);
    }

    /** Makes the questions about some patients: one for each visit that is not the first and has a code of the kind. */
    List<Question> questions(List<Patient> patients) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < conditions.size(); i++) {
            numbers.put(conditions.get(i), i);
        }
        List<Question> questions = new ArrayList<>();
        for (Patient p : patients) {
            for (int v = 1; v < p.visits().size(); v++) {
                Visit visit = p.visits().get(v);
                if (!codes(visit).isEmpty()) {
                    boolean[] answers = new boolean[conditions.size()];
                    for (String code : codes(visit)) {
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
