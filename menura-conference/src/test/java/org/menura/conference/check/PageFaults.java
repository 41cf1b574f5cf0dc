package org.menura.conference.check;

import static org.menura.conference.check.Planting.edit;
import static org.menura.conference.check.Planting.editFirst;
import static org.menura.conference.check.Planting.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Breaks claims and the page of the programme. */
final class PageFaults {
    private final GoodConference good;

    PageFaults(GoodConference good) {
        this.good = good;
    }

    void plant(Map<String, Fault> to) {
        to.put("a claim is missing: claims-complete", o -> {
            List<String> lines = Files.readAllLines(o.resolve("claims.jsonl"));
            Files.write(o.resolve("claims.jsonl"), lines.subList(1, lines.size()));
        });
        to.put("a false claim: claims-true claims-evidence page-claims", o -> {
            Path f = o.resolve("claims.jsonl");
            Files.writeString(f, text(f).replaceFirst("\"text\":\"[^\"]*\"", "\"text\":\"It causes 7777 grams.\""));
        });
        to.put("a root too many: claims-roots", o -> {
            Path f = o.resolve("claims.jsonl");
            Files.writeString(f, text(f).replaceFirst("\"roots\":[0-9]+", "\"roots\":9"));
        });
        to.put("a talk is not on the page: page-talks page-times", o -> {
            Path f = o.resolve("programme.html");
            Files.writeString(f, text(f).replaceFirst("(?s)<tr id=.*?</tr>", ""));
        });
        to.put("no UTC: page-times", o -> edit(o.resolve("programme.html"), " UTC</span>", "</span>"));
        to.put(
                "a dead link: page-anchors",
                o -> editFirst(o.resolve("programme.html"), "href=\"#source-", "href=\"#sauce-"));
    }
}
