package org.menura.conference.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.office.Office;
import org.menura.conference.tool.PostOffice;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.OutputFolder;

/** Breaks a conference that holds in each way, and sees exactly the assertions fail that the fault violates. */
@Tag("slow")
class PlantedFaultsTest {
    private static final long SEED = 1003;

    @TempDir
    private static Path dir;

    private static GoodConference good;
    private static Set<String> checked;
    private int copies;

    @BeforeAll
    static void organise() throws Exception {
        Path inputs = dir.resolve("in");
        Path key = dir.resolve("key.json");
        Path folder = dir.resolve("good");
        new ConferenceWorld(SEED).write(inputs, key);
        try (PostOffice post = PostOffice.start(dir.resolve("post"))) {
            Office.open(inputs).run(folder, new OracleMind(key), post.mailer());
        }
        Verdict v = Checker.check(inputs, key, folder);
        assertEquals(List.of(), v.findings());
        checked = new TreeSet<>(v.checked());
        good = GoodConference.read(inputs, key, folder);
    }

    @Test
    void eachAssertionDetectsItsFault() throws Exception {
        Map<String, Fault> faults = new LinkedHashMap<>();
        new TimetableFaults(good).plant(faults);
        new CalendarFaults(good).plant(faults);
        new MoneyFaults(good).plant(faults);
        new MailFaults(good).plant(faults);
        new PageFaults(good).plant(faults);
        Set<String> seen = new LinkedHashSet<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Fault> f : faults.entrySet()) {
            Path copy = copy(good.folder());
            f.getValue().plant(copy);
            Verdict v = Checker.check(good.inputs(), good.key(), copy);
            Set<String> expected =
                    new TreeSet<>(List.of(f.getKey().replaceAll(".*: ", "").split(" ")));
            if (!v.violated().equals(expected)) {
                wrong.add(f.getKey() + " gave " + v.findings());
            }
            v.findings()
                    .forEach(x -> assertTrue(
                            x.sentence().endsWith(".") || x.sentence().contains(": "), x.sentence()));
            seen.addAll(expected);
        }
        for (Map.Entry<String, String[]> f : new InputFaults(good).all().entrySet()) {
            Path copy = copy(good.inputs());
            String[] edit = f.getValue();
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(copy.resolve(edit[0]))) {
                lines.add(line.startsWith(edit[3] + ",") ? line.replace(edit[1], edit[2]) : line);
            }
            Files.write(copy.resolve(edit[0]), lines);
            Verdict v = Checker.check(copy, good.key(), good.folder());
            if (!v.violated().equals(Set.of(f.getKey()))) {
                wrong.add(f.getKey() + " gave " + v.findings());
            }
            seen.add(f.getKey());
        }
        assertEquals("", String.join("\n", wrong));
        assertEquals(checked, new TreeSet<>(seen));
    }

    private Path copy(Path from) throws IOException {
        Path to = dir.resolve("copy" + copies++);
        OutputFolder.copy(from, to);
        return to;
    }
}
