package org.menura.agent.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Proposal;
import org.menura.agent.act.Taint;
import org.menura.agent.act.Verdict;
import org.menura.format.FormatException;

/** Profiles in YAML: what they mean, and what is wrong with others. */
class ProfileReaderTest {
    private static final String CLERK = """
            name: clerk
            role: keeps a notebook
            goal: answer what is asked
            instructions: |
              Be brief.
            tools: [calculator, 'http: example.org']
            budget: {turns: 5, tokens: 900, seconds: 60, effects: 2}
            policy:
              approve: [files_write]
              never: [files_list]
              allow: [desk@example.org]
            planner: react
            """;

    private static Profile read(String yaml) {
        return ProfileReader.read(yaml, "clerk.yaml");
    }

    @Test
    void aProfileMeansWhatItSays() {
        Profile p = read(CLERK);
        assertEquals("clerk", p.name());
        assertEquals(List.of("calculator", "http: example.org"), p.tools());
        assertEquals(5, p.policy().budget().turns());
        assertEquals(2, p.policy().budget().effects());
        assertEquals("You are clerk: keeps a notebook\nYour goal: answer what is asked\nBe brief.", p.system());
        assertTrue(p.policy().judge(call("files_write", List.of())) instanceof Verdict.NeedsApproval);
        assertTrue(p.policy().judge(call("files_list", List.of())) instanceof Verdict.Refused);
        Taint strange = new Taint("/to", "eve@evil.example", 3);
        assertTrue(p.policy().judge(call("mail", List.of(strange))) instanceof Verdict.NeedsApproval);
        Taint known = new Taint("/to", "desk@example.org", 3);
        assertTrue(p.policy().judge(call("mail", List.of(known))) instanceof Verdict.Allowed);
        assertTrue(
                read("name: x\npolicy: {outside: allow}").policy().judge(call("mail", List.of(strange)))
                        instanceof Verdict.Allowed);
        assertEquals(Budget.STANDARD, read("name: x").policy().budget());
    }

    @Test
    void aPolicyNamesToolsOrGroupsOfThem(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("clerk.yaml");
        Map<String, Set<String>> tools = Map.of(
                "files", Set.of("files_read", "files_write"),
                "files_read", Set.of("files_read"),
                "files_write", Set.of("files_write"));
        Files.writeString(file, "name: x\npolicy: {approve: [files], never: [files_read]}");
        Profile p = ProfileReader.read(file, tools);
        assertTrue(p.policy().judge(call("files_write", List.of())) instanceof Verdict.NeedsApproval);
        assertTrue(p.policy().judge(call("files_read", List.of())) instanceof Verdict.Refused);
        assertTrue(p.policy().judge(call("calculator", List.of())) instanceof Verdict.Allowed);
        for (String list : List.of("approve", "never")) {
            Files.writeString(file, "name: x\npolicy:\n  %s: [files_wirte]".formatted(list));
            String message = assertThrows(FormatException.class, () -> ProfileReader.read(file, new TreeMap<>(tools)))
                    .getMessage();
            assertEquals(
                    ("%s, line 3: '%s' of the policy names 'files_wirte', which is none of the agent's tools;"
                                    + " there are files, files_read, files_write")
                            .formatted(file, list),
                    message);
        }
    }

    private static Proposal call(String tool, List<Taint> taints) {
        return new Proposal("clerk", tool, Effect.ONCE, Map.of(), taints, Budget.Spent.NOTHING);
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() {
        assertEquals(
                "clerk.yaml, line 2: a profile has no key 'roel'; did you mean 'role'?",
                assertThrows(FormatException.class, () -> read("name: x\nroel: y"))
                        .getMessage());
        for (String bad : List.of(
                "role: y",
                "name: a/b",
                "name: \"a\\nb\"",
                "name: x\ntools: calculator",
                "name: x\nbudget: {turns: many}",
                "name: x\nbudget: {turns: -1}",
                "name: x\npolicy: {outside: perhaps}",
                "name: x\npolicy: [a]",
                "name: [x]",
                "- x")) {
            assertThrows(FormatException.class, () -> read(bad), bad);
        }
    }

    @Test
    void aFileInAnotherEncodingIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.write(
                folder.resolve("a.yaml"), "name: Ren\u00e9\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertEquals(
                file + " is not encoded in UTF-8",
                assertThrows(FormatException.class, () -> ProfileReader.read(file))
                        .getMessage());
    }

    @Test
    void changedBytesNeverCrashIt() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(CLERK);
            for (int k = 0; k < 3; k++) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(1, 200));
            }
            try {
                assertTrue(!read(text.toString()).name().isBlank());
            } catch (FormatException e) {
                assertTrue(!e.getMessage().isBlank());
            }
        }
    }
}
