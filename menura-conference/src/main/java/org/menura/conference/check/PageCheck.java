package org.menura.conference.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the page of the programme. */
final class PageCheck {
    private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
    private static final Pattern LINK = Pattern.compile("\\shref=\"([^\"]*)\"");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private PageCheck() {}

    static void check(Inputs in, Outputs out, Findings f) throws IOException {
        f.begin("page-talks", "page-times", "page-anchors", "page-claims");
        Path file = out.folder().resolve("programme.html");
        String page = Files.exists(file) ? Files.readString(file) : "";
        ZoneId zone =
                Inputs.zone(in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("city", ""));
        for (Map<String, String> s : out.scheduled()) {
            Map<String, String> talk = in.talks().getOrDefault(s.getOrDefault("talk", ""), Map.of());
            String row = row(page, s.getOrDefault("talk", ""));
            f.that(
                    row.contains(escaped(talk.getOrDefault("title", "?")))
                            && row.contains(escaped(s.getOrDefault("room", "?"))),
                    "page-talks",
                    "The page has no row of %s with its title and room.",
                    s.get("talk"));
            Instant start = Instant.parse(s.getOrDefault("start_utc", ""));
            f.that(
                    row.contains(TIME.format(start.atZone(zone)))
                            && row.contains(TIME.format(start.atZone(ZoneId.of("UTC"))) + " UTC"),
                    "page-times",
                    "The page does not give the local time and UTC of %s.",
                    s.get("talk"));
        }
        f.that(!out.scheduled().isEmpty() && !page.isEmpty(), "page-talks", "There is no page, or no talk on it.");
        for (String talk : in.talks().keySet()) {
            boolean scheduled = out.scheduled().stream().anyMatch(s -> talk.equals(s.get("talk")));
            f.that(
                    scheduled || row(page, talk).isEmpty(),
                    "page-talks",
                    "The page has %s, which is not in the timetable.",
                    talk);
        }
        checkAnchors(page, file, f);
        for (JsonNode c : out.claims()) {
            f.that(
                    page.contains(escaped(c.path("text").asText())),
                    "page-claims",
                    "The page does not make the claim: %s",
                    c.path("text").asText());
        }
    }

    private static void checkAnchors(String page, Path file, Findings f) {
        Set<String> ids = new HashSet<>();
        Matcher id = ID.matcher(page);
        while (id.find()) {
            f.that(ids.add(id.group(1)), "page-anchors", "The page has the id '%s' twice.", id.group(1));
        }
        Matcher link = LINK.matcher(page);
        while (link.find()) {
            String to = link.group(1);
            Path parent = file.getParent();
            boolean lives = to.startsWith("#")
                    ? ids.contains(to.substring(1))
                    : !to.contains(":") && parent != null && Files.exists(parent.resolve(to));
            f.that(lives, "page-anchors", "The page has a link that leads nowhere: %s.", to);
        }
    }

    /** The row of a talk, or an empty text. */
    private static String row(String page, String talk) {
        int from = page.indexOf("id=\"" + talk + "\"");
        int to = from < 0 ? -1 : page.indexOf("</tr>", from);
        return to < 0 ? "" : page.substring(from, to);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
