package org.menura.recipes.hibehrt;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.model.encoder.hibehrt.Segmentation;
import org.menura.recipes.hibehrt.HealthRecords.Patient;
import org.menura.recipes.hibehrt.HealthRecords.Visit;
import org.menura.tensor.Rng;

/**
 * Records as BEHRT reads them (arXiv 1907.09538): codes with ages, visits parted by a separator. The latest visit comes
 * first, so that the first segment, by which Hi-BEHRT pools, holds what is newest, and a visit's number says how recent
 * it is; each visit begins with how long before the latest one it was.
 */
final class RecordTokens {
    static final int SEPARATOR = 4;
    private static final int UNKNOWN = 1;
    private static final int FIRST = 5;
    private static final int[] GAPS = {0, 14, 60, 180, 400, 800, 2000, 5000, Integer.MAX_VALUE};

    private final Map<String, Integer> codes = new HashMap<>();
    private final Segmentation segmentation;

    /** Learns the codes of some patients. */
    RecordTokens(List<Patient> patients, Segmentation segmentation) {
        this.segmentation = segmentation;
        for (int i = 0; i < GAPS.length; i++) {
            number("gap" + i);
        }
        for (Patient p : patients) {
            number("gender " + p.gender());
            p.visits().forEach(v -> v.codes().forEach(this::number));
        }
    }

    private void number(String code) {
        codes.putIfAbsent(code, FIRST + codes.size());
    }

    /** Returns the size of the vocabulary. */
    int size() {
        return FIRST + codes.size();
    }

    /**
     * Cuts the past of a patient into segments.
     *
     * @param past number of visits that are known
     * @param dropped the share of codes that are left out at random
     */
    List<Segmentation.Segment> segments(Patient patient, int past, double dropped, Rng random) {
        List<Integer> ids = new ArrayList<>();
        List<Integer> ages = new ArrayList<>();
        int now = (int) patient.age(past - 1);
        add(ids, ages, "gender " + patient.gender(), now);
        for (int v = past - 1; v >= 0 && ids.size() < segmentation.longest(); v--) {
            Visit visit = patient.visits().get(v);
            int age = (int) patient.age(v);
            add(ids, ages, "gap" + gap(patient, past - 1, v), age);
            for (String code : visit.codes()) {
                if (random.nextDouble() >= dropped) {
                    add(ids, ages, code, age);
                }
            }
            ids.add(SEPARATOR);
            ages.add(Math.min(age, 111));
        }
        int length = Math.min(ids.size(), segmentation.longest());
        return segmentation.of(
                ids.subList(0, length).stream().mapToInt(Integer::intValue).toArray(),
                ages.subList(0, length).stream().mapToInt(Integer::intValue).toArray(),
                SEPARATOR);
    }

    private void add(List<Integer> ids, List<Integer> ages, String code, int age) {
        ids.add(codes.getOrDefault(code, UNKNOWN));
        ages.add(Math.min(age, 111));
    }

    private static int gap(Patient patient, int latest, int visit) {
        long days = ChronoUnit.DAYS.between(
                patient.visits().get(visit).day(), patient.visits().get(latest).day());
        int gap = 0;
        while (days > GAPS[gap]) {
            gap++;
        }
        return gap;
    }
}
