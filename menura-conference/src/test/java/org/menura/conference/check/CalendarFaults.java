package org.menura.conference.check;

import static org.menura.conference.check.Planting.edit;
import static org.menura.conference.check.Planting.editFirst;
import static org.menura.conference.check.Planting.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Breaks calendars. */
final class CalendarFaults {
    private final GoodConference good;

    CalendarFaults(GoodConference good) {
        this.good = good;
    }

    void plant(Map<String, Fault> to) {
        to.put("no calendar: calendar-parses page-anchors", o -> Files.delete(o.resolve("programme.ics")));
        to.put("another uid twice: calendar-uids calendar-equal", o -> {
            List<String> uids = text(o.resolve("programme.ics"))
                    .lines()
                    .filter(l -> l.startsWith("UID:"))
                    .toList();
            edit(o.resolve("programme.ics"), uids.get(0), uids.get(1));
        });
        to.put("another room in the calendar: calendar-equal", o -> {
            String line = text(o.resolve("programme.ics"))
                    .lines()
                    .filter(l -> l.startsWith("LOCATION:"))
                    .findFirst()
                    .orElseThrow();
            editFirst(o.resolve("programme.ics"), line, "LOCATION:Cellar");
        });
        to.put("a calendar of a speaker lacks its talk: calendar-speakers", o -> {
            Path f = o.resolve("speakers").resolve(good.speakerOf(good.scheduled(0)) + ".ics");
            Files.writeString(f, text(f).replaceFirst("(DTSTART;TZID[^:]*:[0-9]{8}T[0-9]{2})[0-9]{2}", "$107"));
        });
        to.put(
                "the cancellation is not one: calendar-cancelled",
                o -> edit(good.cancelled(o), "METHOD:CANCEL", "METHOD:PUBLISH"));
        to.put("the zone has another offset: calendar-zone", o -> {
            Path f = o.resolve("programme.ics");
            Files.writeString(f, text(f).replaceAll("TZOFFSETTO:[+-][0-9]{4}", "TZOFFSETTO:-0930"));
        });
    }
}
