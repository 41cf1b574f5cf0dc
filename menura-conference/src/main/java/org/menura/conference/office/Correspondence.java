package org.menura.conference.office;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.conference.tool.Catalog;
import org.menura.conference.tool.Catalog.Speaker;
import org.menura.conference.tool.Catalog.Talk;
import org.menura.conference.tool.Catalog.Venue;
import org.menura.conference.tool.Sources;

/** Reads the mails and does what each is for. */
final class Correspondence {
    static final String NONE = "none of these";

    private static final String ROLE = "correspondent";
    private static final int MOST_HITS = 40;
    private static final int OFFERED = 8; // documents in force that the mind chooses among
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}) percent");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final Catalog catalog;
    private final Sources sources;
    private final Desk desk;
    private final Decider decider;
    private final Logistics logistics;
    private final Treasury treasury;
    private final Venue venue;
    private final Set<String> wrote = new TreeSet<>();
    private final List<String> closed = new ArrayList<>();

    Correspondence(
            Catalog catalog,
            Sources sources,
            Desk desk,
            Decider decider,
            Logistics logistics,
            Treasury treasury,
            Venue venue) {
        this.catalog = catalog;
        this.sources = sources;
        this.desk = desk;
        this.decider = decider;
        this.logistics = logistics;
        this.treasury = treasury;
        this.venue = venue;
    }

    /** Deals with a mail; returns what it was taken for. */
    Intent handle(String id) throws IOException, InterruptedException {
        Letter letter = Letter.parse(id, desk.must(ROLE, "inbox.read", Map.of("mail", id)));
        List<String> found = found(letter);
        String context = "%s: %s\n%s\nFound: %s"
                .formatted(
                        known(letter),
                        letter.subject(),
                        letter.question(),
                        found.isEmpty()
                                ? "nothing"
                                : String.join(
                                        ", ",
                                        found.stream()
                                                .map(d -> sources.get(d).title())
                                                .toList()));
        Intent intent = Intent.of(
                decider.choose(ROLE, "mail.intent", id, context, Intent.all(), c -> fault(Intent.of(c), letter)));
        switch (intent) {
            case DOCUMENTS -> answer(letter, found);
            case DATABASE -> query(letter);
            case CHAIR -> escalate(letter, "neither documents nor database answer it");
            case QUARANTINE ->
                desk.must(
                        ROLE,
                        "note.quarantine",
                        Map.of("mail", id, "reason", "it asks for what mails must not ask for"));
            case DUPLICATE -> {}
            default -> event(intent, letter);
        }
        wrote.add(letter.from());
        return intent;
    }

    private String known(Letter letter) {
        if (catalog.speakers().values().stream().anyMatch(s -> s.email().equals(letter.from()))) {
            return "From a speaker";
        }
        if (venue.email().equals(letter.from())) {
            return "From the desk of venues";
        }
        return wrote.contains(letter.from()) ? "From one who wrote before" : "From a stranger";
    }

    /** What policy says against an intent. */
    private String fault(Intent intent, Letter letter) {
        return switch (intent) {
            case CANCEL ->
                speaker(letter) == null
                        ? "the sender is no speaker on record"
                        : OfficePolicy.cancels(letter) ? "" : "the mail does not say so";
            case CLOSED, PRICE -> {
                Pattern needed = intent == Intent.PRICE ? PERCENT : DAY;
                yield !letter.from().equals(venue.email())
                        ? "the sender is not the desk of venues"
                        : needed.matcher(letter.body()).find() ? "" : "the mail does not say so";
            }
            case DUPLICATE -> wrote.contains(letter.from()) ? "" : "the sender did not write before";
            case DATABASE -> queries(letter).isEmpty() ? "it names no talk and no track" : "";
            default -> "";
        };
    }

    private @org.jspecify.annotations.Nullable Speaker speaker(Letter letter) {
        return catalog.speakers().values().stream()
                .filter(s -> s.email().equals(letter.from()))
                .findFirst()
                .orElse(null);
    }

    /** The documents in force that match the question. */
    private List<String> found(Letter letter) throws IOException, InterruptedException {
        String ids = desk.must(
                "researcher",
                "sources.search",
                Map.of("query", letter.subject() + " " + letter.question(), "most", MOST_HITS));
        List<String> out = new ArrayList<>();
        for (String d : ids.isEmpty() ? new String[0] : ids.split(" ")) {
            if (sources.inForce(d) && out.size() < OFFERED) {
                out.add(d);
            }
        }
        return out;
    }

    private void answer(Letter letter, List<String> found) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>();
        // The title stands first: a mind that writes token by token has chosen with its first one.
        found.forEach(d -> options.add(sources.get(d).title() + " " + d));
        options.add(NONE);
        String choice = decider.choose("researcher", "mail.document", letter.id(), letter.question(), options, c -> "");
        if (choice.equals(NONE)) {
            escalate(letter, "no document answers it");
            return;
        }
        String document = choice.substring(choice.lastIndexOf(' ') + 1);
        String body = desk.must("researcher", "sources.read", Map.of("id", document));
        String quote = decider.quote("researcher", "mail.quote", letter.id(), letter.question() + "\n" + body, body);
        reply(
                letter,
                "\"%s\" [%s]\nSource: %s"
                        .formatted(quote, document, sources.get(document).citation()));
    }

    /** The typed questions that the mail can mean, by what it names. */
    private List<String> queries(Letter letter) {
        List<String> out = new ArrayList<>();
        for (Talk t : catalog.talks().values()) {
            if (t.accepted() && letter.body().contains("\"" + t.title() + "\"")) {
                out.add("own time of " + t.id());
                out.add("UTC of " + t.id());
                out.add("room of " + t.id());
                out.add("attendance of " + t.id());
            }
        }
        for (String track : catalog.tracks()) {
            if (letter.body().contains(track)) {
                out.add("number of " + track);
            }
        }
        return out;
    }

    private void query(Letter letter) throws IOException, InterruptedException {
        String choice = decider.choose(ROLE, "mail.query", letter.id(), letter.question(), queries(letter), c -> "");
        String of = choice.substring(choice.indexOf(" of ") + 4);
        if (choice.startsWith("number")) {
            reply(
                    letter,
                    "The track %s has %s talks. [db: talks %s]"
                            .formatted(of, desk.must(ROLE, "db.count", Map.of("track", of)), of));
            return;
        }
        Talk talk = catalog.talk(of);
        Speaker speaker = catalog.speaker(talk.speaker());
        if (choice.startsWith("attendance")) {
            String how = desk.must(ROLE, "db.attendance", Map.of("speaker", speaker.id()));
            reply(
                    letter,
                    "%s gives \"%s\" %s. [db: speakers %s]".formatted(speaker.name(), talk.title(), how, speaker.id()));
            return;
        }
        var session = desk.call(ROLE, "db.session", Map.of("talk", of));
        if (session.error()) {
            reply(letter, "\"%s\" is not in the programme. [db: sessions %s]".formatted(talk.title(), of));
            return;
        }
        String[] cell = session.text().split("\\|");
        if (choice.startsWith("room")) {
            reply(letter, "\"%s\" is in the %s. [db: sessions %s]".formatted(talk.title(), cell[0], of));
        } else {
            ZoneId zone = choice.startsWith("UTC") ? ZoneOffset.UTC : speaker.zone();
            String time = TIME.format(Instant.parse(cell[1]).atZone(zone)) + " "
                    + (choice.startsWith("UTC") ? "UTC" : zone.getId());
            reply(letter, "\"%s\" begins at %s. [db: sessions %s]".formatted(talk.title(), time, of));
        }
    }

    private void event(Intent intent, Letter letter) throws IOException, InterruptedException {
        boolean done = switch (intent) {
            case CANCEL -> {
                Speaker s = speaker(letter);
                yield s != null && logistics.cancel(letter, s.id());
            }
            case CLOSED -> {
                String day = first(DAY, letter.body());
                String room = venue.rank(2);
                boolean fresh = closed.add(room + day);
                yield fresh && logistics.close(letter, room, day);
            }
            default ->
                treasury.rise(
                        letter, Integer.parseInt(first(PERCENT, letter.body()).split(" ")[0]));
        };
        if (done) {
            reply(letter, "Thank you for telling us. The programme and the books are changed.");
        } else {
            escalate(letter, "it asks for a change that policy does not allow");
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        return m.find() ? m.group() : "";
    }

    private void escalate(Letter letter, String reason) throws IOException, InterruptedException {
        desk.must(ROLE, "note.escalation", Map.of("mail", letter.id(), "reason", reason));
        send(
                letter,
                catalog.brief("Chair"),
                "A question for the chair: " + letter.id(),
                "%s asks: %s\nWe have no answer to it.\n".formatted(letter.name(), letter.question()));
    }

    private void reply(Letter letter, String text) throws IOException, InterruptedException {
        send(
                letter,
                letter.from(),
                "Re: " + letter.subject(),
                "Dear %s,\n\n%s\n\nKind regards\nOffice of the conference\n".formatted(letter.name(), text));
    }

    private void send(Letter letter, String to, String subject, String body) throws IOException, InterruptedException {
        desk.must(
                ROLE,
                "mail.send",
                Map.of(
                        "to",
                        to,
                        "reply_to",
                        letter.messageId(),
                        "subject",
                        subject,
                        "body",
                        body,
                        "date",
                        letter.date().plus(Duration.ofMinutes(30)).toString()));
    }
}
