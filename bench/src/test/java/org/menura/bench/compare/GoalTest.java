package org.menura.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.menura.bench.compare.Goal.Verdict;

class GoalTest {
    @Test
    void moreTokensPerSecond() {
        Goal goal = new Goal.Ratio(1.0, 1.3);
        assertEquals(Verdict.MISSED, goal.judge(Unit.TOKENS_PER_SECOND, 9, 10));
        assertEquals(Verdict.REACHED, goal.judge(Unit.TOKENS_PER_SECOND, 12, 10));
        assertEquals(Verdict.AIM, goal.judge(Unit.TOKENS_PER_SECOND, 13, 10));
        assertEquals("1.00 / 1.30", goal.text());
    }

    @Test
    void fewerMilliseconds() {
        Goal goal = new Goal.Ratio(1 / 1.5, 1.0);
        assertEquals(Verdict.MISSED, goal.judge(Unit.MILLISECONDS, 160, 100));
        assertEquals(Verdict.REACHED, goal.judge(Unit.MILLISECONDS, 140, 100));
        assertEquals(Verdict.AIM, goal.judge(Unit.MILLISECONDS, 90, 100));
    }

    @Test
    void littleMoreMemory() {
        Goal goal = new Goal.Beyond(150);
        assertEquals(Verdict.MISSED, goal.judge(Unit.MEBIBYTES, 300, 100));
        assertEquals(Verdict.REACHED, goal.judge(Unit.MEBIBYTES, 250, 100));
        assertEquals(Verdict.AIM, goal.judge(Unit.MEBIBYTES, 100, 100));
        assertEquals("+150 / +0", goal.text());
    }

    @Test
    void nothingPromised() {
        assertEquals(Verdict.NOT_JUDGED, Goal.NONE.judge(Unit.MILLISECONDS, 1, 2));
    }
}
