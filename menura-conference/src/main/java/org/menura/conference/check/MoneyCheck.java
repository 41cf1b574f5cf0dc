package org.menura.conference.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;

/** Checks money and emissions: the bookings against the inputs, and the spreadsheet, evaluated anew, against the bookings. */
final class MoneyCheck {
    private final Inputs in;
    private final Outputs out;
    private final Findings f;

    MoneyCheck(Inputs in, Outputs out, Findings f) {
        this.in = in;
        this.out = out;
        this.f = f;
    }

    void check() throws IOException {
        f.begin(
                "booking-prices",
                "booking-complete",
                "sheet",
                "sheet-sum",
                "sheet-lines",
                "money-cap",
                "emissions-cap");
        List<Map<String, String>> active = out.bookings().stream()
                .filter(b -> "active".equals(b.get("status")))
                .toList();
        int euro = active.stream().mapToInt(b -> number(b, "eur")).sum();
        int kg = active.stream().mapToInt(b -> number(b, "kg")).sum();
        f.that(
                euro > 0 && euro <= in.number("Money"),
                "money-cap",
                "Bookings cost %d EUR; at most %d are allowed.",
                euro,
                in.number("Money"));
        int cap = in.number("Emissions");
        f.that(kg > 0 && kg <= cap, "emissions-cap", "Bookings emit %d kg CO2e; at most %d are allowed.", kg, cap);
        active.forEach(this::checkPrice);
        checkComplete();
        checkSheet(active, euro, kg);
    }

    private static int number(Map<String, String> row, String name) {
        String text = row.getOrDefault(name, "");
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private void checkPrice(Map<String, String> b) {
        String subject = b.getOrDefault("subject", "");
        String kind = b.getOrDefault("kind", "");
        int euro = number(b, "eur");
        int kg = number(b, "kg");
        Map<String, String> speaker = in.speakers().getOrDefault(subject, Map.of());
        boolean right = switch (kind) {
            case "venue" -> {
                Map<String, String> v = in.venues().getOrDefault(subject, Map.of());
                String percent = in.event("price", "percent");
                int more = percent.isEmpty() ? 0 : Integer.parseInt(percent);
                yield euro == (number(v, "eur_per_day") * (100 + more) + 99) / 100 && kg == number(v, "kg_per_day");
            }
            case "fee" -> euro == number(speaker, "fee_eur") && kg == 0;
            case "travel" ->
                in.travel().stream()
                        .anyMatch(t -> String.valueOf(speaker.get("city")).equals(t.get("from"))
                                && in.venues()
                                        .getOrDefault(out.venue(), Map.of())
                                        .getOrDefault("city", "")
                                        .equals(t.get("to"))
                                && String.valueOf(b.get("detail")).equals(t.get("mode"))
                                && number(t, "eur") == euro
                                && number(t, "kg") == kg);
            case "stream" -> in.brief("Streaming").equals("%d EUR and %d kg CO2e a day".formatted(euro, kg));
            default -> false;
        };
        f.that(
                right,
                "booking-prices",
                "The booking %s (%s %s, %s) for %d EUR and %d kg does not have the price of the inputs and of what was announced.",
                b.get("id"),
                kind,
                subject,
                b.get("detail"),
                euro,
                kg);
    }

    private void checkComplete() {
        Set<String> speaking = new HashSet<>();
        in.given()
                .forEach(t -> speaking.add(in.talks().getOrDefault(t, Map.of()).getOrDefault("speaker", "")));
        Set<String> travelling = new HashSet<>();
        for (String s : speaking) {
            if ("in person".equals(in.speakers().getOrDefault(s, Map.of()).get("attendance"))) {
                travelling.add(s);
            }
        }
        complete("fee", speaking);
        complete("travel", travelling);
        Set<String> days = new HashSet<>();
        in.days().forEach(d -> days.add(d.toString()));
        Map<String, Integer> streams = new HashMap<>();
        out.active("stream").forEach(b -> streams.merge(b.getOrDefault("detail", ""), 1, Integer::sum));
        f.that(
                streams.keySet().equals(days) && streams.values().stream().allMatch(n -> n == 1),
                "booking-complete",
                "Streaming must be booked once for each day, but is booked for %s.",
                streams);
    }

    private void complete(String kind, Set<String> expected) {
        Map<String, Integer> found = new HashMap<>();
        out.active(kind).forEach(b -> found.merge(b.getOrDefault("subject", ""), 1, Integer::sum));
        for (String s : expected) {
            f.that(
                    found.getOrDefault(s, 0) == 1,
                    "booking-complete",
                    "%s needs one booking of the kind %s, but has %d.",
                    s,
                    kind,
                    found.getOrDefault(s, 0));
        }
        for (String s : found.keySet()) {
            f.that(
                    expected.contains(s),
                    "booking-complete",
                    "%s has a booking of the kind %s, but needs none.",
                    s,
                    kind);
        }
    }

    private void checkSheet(List<Map<String, String>> active, int euro, int kg) throws IOException {
        Path file = out.folder().resolve("budget.xlsx");
        if (!Files.exists(file)) {
            f.that(false, "sheet", "budget.xlsx is missing.");
            return;
        }
        try {
            Sheet sheet = Sheet.read(file);
            Map<Integer, String> ids = sheet.column("A");
            int total = ids.entrySet().stream()
                    .filter(e -> e.getValue().equals("Total"))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(0);
            f.that(
                    total > 0 && sheet.hasFormula("E" + total) && sheet.hasFormula("F" + total),
                    "sheet",
                    "budget.xlsx has no line 'Total' with formulas in the columns E and F.");
            if (total == 0) {
                return;
            }
            f.that(
                    sheet.value("E" + total).intValueExact() == euro
                            && sheet.value("F" + total).intValueExact() == kg,
                    "sheet-sum",
                    "budget.xlsx adds up to %s EUR and %s kg, the bookings to %d and %d.",
                    sheet.value("E" + total),
                    sheet.value("F" + total),
                    euro,
                    kg);
            Map<String, Map<String, String>> byId = new HashMap<>();
            active.forEach(b -> byId.put(b.getOrDefault("id", ""), b));
            Set<String> seen = new HashSet<>();
            ids.forEach((row, id) -> {
                if (row > 1 && row < total) {
                    Map<String, String> b = byId.getOrDefault(id, Map.of());
                    f.that(
                            seen.add(id)
                                    && !b.isEmpty()
                                    && sheet.value("E" + row).intValueExact() == number(b, "eur")
                                    && sheet.value("F" + row).intValueExact() == number(b, "kg"),
                            "sheet-lines",
                            "Line %d of budget.xlsx is not that of a booking: '%s'.",
                            row,
                            id);
                }
            });
            f.that(
                    seen.equals(byId.keySet()),
                    "sheet-lines",
                    "budget.xlsx has %d lines of bookings; there are %d.",
                    seen.size(),
                    byId.size());
        } catch (FormatException | ArithmeticException e) {
            f.that(false, "sheet", "budget.xlsx can't be evaluated: %s.", e.getMessage());
        }
    }
}
