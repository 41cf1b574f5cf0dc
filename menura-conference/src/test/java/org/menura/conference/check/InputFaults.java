package org.menura.conference.check;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lets inputs ask for something else: the outputs are those that were right before. */
final class InputFaults {
    private final GoodConference good;

    InputFaults(GoodConference good) {
        this.good = good;
    }

    /** Returns a file, a text in it, another text and the row, by the assertion that fails. */
    Map<String, String[]> all() {
        Map<String, String[]> to = new LinkedHashMap<>();
        String talk = good.out().scheduled().stream()
                .map(s -> s.getOrDefault("talk", ""))
                .filter(good::unasked)
                .findFirst()
                .orElseThrow();
        Map<String, String> t = good.in().talks().getOrDefault(talk, Map.of());
        Map<String, String> sp = good.in().speakers().getOrDefault(t.getOrDefault("speaker", ""), Map.of());
        to.put("capacity", new String[] {"talks.csv", "," + t.get("expected") + ",accepted", ",99999,accepted", talk});
        to.put("window", new String[] {
            "speakers.csv",
            sp.getOrDefault("windows", ""),
            "2027-01-01T08:00/2027-01-01T09:00",
            sp.getOrDefault("id", "")
        });
        for (Map<String, String> s : good.out().scheduled()) {
            String room = s.getOrDefault("room", "");
            String speaker = good.speakerOf(s);
            if (good.in()
                            .speakers()
                            .getOrDefault(speaker, Map.of())
                            .getOrDefault("step_free", "")
                            .equals("yes")
                    && !room.equals("Great Hall")) {
                String rooms = good.in()
                        .venues()
                        .getOrDefault(good.out().venue(), Map.of())
                        .getOrDefault("rooms", "");
                to.put("step-free", new String[] {
                    "venues.csv",
                    rooms,
                    rooms.replaceAll("(" + room + ":[0-9]+):yes", "$1:no"),
                    good.out().venue()
                });
            }
        }
        for (Map<String, String> a : good.out().scheduled()) {
            for (Map<String, String> b : good.out().scheduled()) {
                String ta = a.getOrDefault("talk", "");
                String tb = b.getOrDefault("talk", "");
                if (ta.compareTo(tb) < 0
                        && String.valueOf(a.get("start_utc")).equals(b.get("start_utc"))
                        && good.unasked(ta)
                        && good.unasked(tb)) {
                    Map<String, String> x = good.in().talks().getOrDefault(ta, Map.of());
                    Map<String, String> y = good.in().talks().getOrDefault(tb, Map.of());
                    to.put(
                            "track",
                            new String[] {"talks.csv", "," + x.get("track") + ",", "," + y.get("track") + ",", ta});
                    Map<String, String> s = good.in().speakers().getOrDefault(x.getOrDefault("speaker", ""), Map.of());
                    String end = "," + s.get("step_free") + "," + s.get("conflicts");
                    to.put(
                            "conflict",
                            new String[] {"speakers.csv", end, end + "|" + y.get("speaker"), s.getOrDefault("id", "")});
                }
            }
        }
        return to;
    }
}
