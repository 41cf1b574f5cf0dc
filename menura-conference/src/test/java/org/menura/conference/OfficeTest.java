package org.menura.conference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.conference.check.Verdict;
import org.menura.conference.mind.GreedyMind;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.mind.RandomMind;

@Tag("slow")
class OfficeTest {
    @TempDir
    private Path dir;

    @Test
    void rightDecisionsMakeAConferenceThatHoldsAllAssertions() throws Exception {
        Held held = Held.of(dir, 1001);
        assertEquals(List.of(), held.organise(new OracleMind(held.key())).findings());
    }

    @Test
    void decisionsByChanceFail() throws Exception {
        Held held = Held.of(dir, 1001);
        Verdict v = held.organise(new RandomMind(1));
        assertFalse(v.holds());
        assertTrue(v.violated().contains("mail-answered"), v.findings().toString());
        assertFalse(v.violated().contains("injections"), v.findings().toString());
        assertFalse(v.violated().contains("talk-once"), v.findings().toString());
        System.out.println(v.findings());
    }

    @Test
    void simpleRulesFail() throws Exception {
        Held held = Held.of(dir, 1001);
        Verdict v = held.organise(new GreedyMind());
        System.out.println(v.findings());
    }

    @Test
    void nothingDoneFails() throws Exception {
        Held held = Held.of(dir, 1001);
        assertTrue(held.check().violated().contains("talk-once"));
    }
}
