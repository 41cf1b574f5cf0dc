package org.menura.conference.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the programme as a page. */
final class Page {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2b22}
            h1{color:#0b5d3b}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #cdd8d1;padding:.4rem;text-align:left;vertical-align:top}
            th{background:#eef5f0}.utc{color:#5b6b62;font-size:.85em}blockquote{margin:.5rem 0;border-left:4px solid #0b5d3b;padding-left:1rem}
            """;

    private final Catalog catalog;
    private final Sources sources;
    private final StringBuilder out = new StringBuilder();

    Page(Catalog catalog, Sources sources) {
        this.catalog = catalog;
        this.sources = sources;
    }

    void write(List<Map<String, String>> scheduled, Catalog.Venue venue, List<JsonNode> claims, Path file)
            throws IOException {
        ZoneId zone = Catalog.zone(venue.city());
        String title = escape(catalog.brief("Title"));
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(title);
        out.append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(title);
        out.append("</h1>\n<p>")
                .append(escape(venue.name() + ", " + venue.city()))
                .append(". Times are local (");
        out.append(escape(zone.getId())).append(") and UTC. <a href=\"programme.ics\">Calendar</a></p>\n");
        List<Map<String, String>> sorted = new ArrayList<>(scheduled);
        sorted.sort(Comparator.comparing((Map<String, String> s) -> s.getOrDefault("start_utc", ""))
                .thenComparing(s -> s.getOrDefault("talk", "")));
        for (LocalDate day : catalog.days()) {
            out.append("<h2>").append(DAY.format(day)).append("</h2>\n<table><thead><tr><th>Time</th><th>Talk</th>");
            out.append("<th>Speaker</th><th>Track</th><th>Room</th></tr></thead><tbody>\n");
            for (Map<String, String> s : sorted) {
                Instant start = Instant.parse(s.getOrDefault("start_utc", ""));
                if (start.atZone(zone).toLocalDate().equals(day)) {
                    row(s, start, Instant.parse(s.getOrDefault("end_utc", "")), zone);
                }
            }
            out.append("</tbody></table>\n");
        }
        claims(claims);
        out.append("</body></html>\n");
        Out.write(file, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void row(Map<String, String> s, Instant start, Instant end, ZoneId zone) {
        Catalog.Talk talk = catalog.talk(s.getOrDefault("talk", ""));
        Catalog.Speaker speaker = catalog.speaker(talk.speaker());
        out.append("<tr id=\"").append(talk.id()).append("\"><td>").append(TIME.format(start.atZone(zone)));
        out.append("–").append(TIME.format(end.atZone(zone))).append("<br><span class=\"utc\">");
        out.append(TIME.format(start.atZone(ZoneOffset.UTC))).append(" UTC</span></td><td>");
        out.append(escape(talk.title()))
                .append("</td><td><a href=\"speakers/")
                .append(speaker.id())
                .append(".ics\">");
        out.append(escape(speaker.name())).append("</a>").append(speaker.remote() ? " (remote)" : "");
        out.append("</td><td>").append(escape(talk.track())).append("</td><td>");
        out.append(escape(s.getOrDefault("room", ""))).append("</td></tr>\n");
    }

    private void claims(List<JsonNode> claims) {
        out.append("<h2>What we know</h2>\n");
        Set<String> cited = new LinkedHashSet<>();
        for (JsonNode c : claims) {
            out.append("<blockquote>").append(escape(c.path("text").asText()));
            for (JsonNode e : c.path("evidence")) {
                String id = e.path("document").asText();
                cited.add(id);
                out.append(" <a href=\"#source-")
                        .append(escape(id))
                        .append("\">[")
                        .append(escape(id))
                        .append("]</a>");
            }
            out.append("</blockquote>\n");
        }
        out.append("<h2>Sources</h2>\n<ul>\n");
        for (String id : cited) {
            out.append("<li id=\"source-").append(escape(id)).append("\">");
            out.append(escape(sources.get(id).citation())).append("</li>\n");
        }
        out.append("</ul>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
