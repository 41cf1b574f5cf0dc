package org.menura.conference.office;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Toolbox;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.AgentRun;
import org.menura.conference.tool.Catalog;
import org.menura.conference.tool.Catalog.Venue;
import org.menura.conference.tool.Mailer;
import org.menura.conference.tool.OfficeTools;
import org.menura.conference.tool.Sources;
import org.menura.conference.tool.Store;

/**
 * Organises a conference: the coordinator's plan, whose steps the roles take. The plan is a program, the choices in it are
 * the mind's, and gates check them.
 */
public final class Office {
    private final Catalog catalog;
    private final Sources sources;
    private final List<Letter> inbox;

    private Office(Catalog catalog, Sources sources, List<Letter> inbox) {
        this.catalog = catalog;
        this.sources = sources;
        this.inbox = inbox;
    }

    /** Opens the office on the inputs of a conference. */
    public static Office open(Path inputs) throws IOException {
        List<Letter> inbox = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> list = Files.list(inputs.resolve("inbox"))) {
            files = list.sorted().toList();
        }
        for (Path file : files) {
            inbox.add(Letter.parse(String.valueOf(file.getFileName()).replace(".eml", ""), Files.readString(file)));
        }
        return new Office(Catalog.read(inputs), new Sources(inputs.resolve("sources")), inbox);
    }

    Catalog catalog() {
        return catalog;
    }

    Sources sources() {
        return sources;
    }

    List<String> mails() {
        return inbox.stream().map(Letter::id).toList();
    }

    /** Returns the policy, which judges each effect whatever the mind chooses. */
    public Policy policy() {
        return OfficePolicy.of(catalog, inbox);
    }

    /**
     * Organises in a durable run.
     *
     * @param report gets lines that tell how it goes
     * @return who decided what
     */
    public Tally run(AgentRun run, Mind mind, Mailer mailer, Consumer<String> report)
            throws IOException, InterruptedException {
        try (Store store = Store.open(run.folder().resolve("work").resolve("conference.db"))) {
            return work(new LaneDesk(run, tools(store, mailer), mind), report);
        }
    }

    /** Organises without a journal. */
    public Tally run(Path out, Mind mind, Mailer mailer) throws IOException, InterruptedException {
        try (Store store =
                Store.open(out.resolveSibling(out.getFileName() + "-work").resolve("conference.db"))) {
            return work(new PlainDesk(tools(store, mailer), mind, policy(), out), line -> {});
        }
    }

    private Toolbox tools(Store store, Mailer mailer) throws IOException {
        return Toolbox.of(new OfficeTools(catalog, sources, store, mailer).all());
    }

    private Tally work(Desk desk, Consumer<String> report) throws IOException, InterruptedException {
        Tally tally = new Tally();
        Decider decider = new Decider(desk, tally);
        Logistics logistics = new Logistics(catalog, desk, decider);
        Treasury treasury = new Treasury(catalog, desk, decider);
        Venue venue = logistics.bookVenue();
        report.accept("venue     " + venue.name() + ", " + venue.city());
        logistics.placeAll();
        report.accept("timetable made");
        treasury.bookAll(venue);
        desk.must("logistics", "calendar.write", Map.of());
        Correspondence mails = new Correspondence(catalog, sources, desk, decider, logistics, treasury, venue);
        for (Letter letter : inbox) {
            report.accept("mail      %s %s"
                    .formatted(letter.id(), mails.handle(letter.id()).words()));
        }
        new Research(catalog, sources, desk, decider).writeClaims();
        desk.must("logistics", "calendar.write", Map.of());
        desk.must("treasurer", "budget.write", Map.of());
        desk.must("coordinator", "page.write", Map.of());
        desk.must("correspondent", "mail.collect", Map.of());
        desk.must("coordinator", "db.write", Map.of());
        return tally;
    }
}
