package org.menura.conference.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks the outputs of a conference against its inputs and the key. */
public final class Checker {
    private Checker() {}

    /**
     * Checks a conference.
     *
     * @param inputs folder of the brief
     * @param key file of the answer key
     * @param outputs folder of what the agents wrote
     */
    public static Verdict check(Path inputs, Path key, Path outputs) throws IOException {
        Inputs in = Inputs.read(inputs, key);
        Outputs out = Outputs.read(outputs);
        Findings f = new Findings();
        new TimetableCheck(in, out, f).check();
        new CalendarCheck(in, out, f).check();
        new MoneyCheck(in, out, f).check();
        new MailCheck(in, out, f).check();
        new ClaimCheck(in, out, f).check();
        PageCheck.check(in, out, f);
        checkEffects(out, f);
        return new Verdict(f.checked(), f.list(), soft(out));
    }

    private static void checkEffects(Outputs out, Findings f) {
        f.begin("effects-once");
        Map<String, Integer> seen = new HashMap<>();
        for (Map<String, String> e : out.effects()) {
            int times = seen.merge(e.getOrDefault("key", ""), 1, Integer::sum);
            f.that(times == 1, "effects-once", "The effect %s happened %d times.", e.get("key"), times);
        }
    }

    /** Money, emissions, travel of a speaker, and idle hours of a room between its talks. */
    private static Map<String, Double> soft(Outputs out) {
        Map<String, Double> soft = new TreeMap<>();
        soft.put("eur", sum(out, "eur"));
        soft.put("kg", sum(out, "kg"));
        int travelling = out.active("travel").size();
        double kg = out.active("travel").stream()
                .mapToDouble(b -> number(b.get("kg")))
                .sum();
        soft.put("kg_a_traveller", travelling == 0 ? 0 : kg / travelling);
        Map<String, List<Instant[]>> byRoom = new HashMap<>();
        for (Map<String, String> s : out.scheduled()) {
            String day = s.getOrDefault("start_utc", "").substring(0, 10);
            byRoom.computeIfAbsent(s.get("room") + day, k -> new ArrayList<>()).add(new Instant[] {
                Instant.parse(s.getOrDefault("start_utc", "")), Instant.parse(s.getOrDefault("end_utc", ""))
            });
        }
        double gaps = 0;
        for (List<Instant[]> row : byRoom.values()) {
            row.sort(java.util.Comparator.comparing(i -> i[0]));
            for (int i = 1; i < row.size(); i++) {
                gaps += Duration.between(row.get(i - 1)[1], row.get(i)[0]).toMinutes() / 60.0;
            }
        }
        soft.put("gap_hours", gaps);
        return soft;
    }

    private static double sum(Outputs out, String name) {
        return out.bookings().stream()
                .filter(b -> "active".equals(b.get("status")))
                .mapToDouble(b -> number(b.get(name)))
                .sum();
    }

    private static double number(@org.jspecify.annotations.Nullable String text) {
        return text == null || text.isEmpty() ? 0 : Double.parseDouble(text);
    }
}
