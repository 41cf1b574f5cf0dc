package org.menura.agent.act;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent may do: a budget, and rules that judge each call before its intent is written to the journal.
 *
 * @param rules of which the strictest verdict counts
 */
public record Policy(Budget budget, List<Rule> rules) {
    /** The standard budget, and approval of what can't be taken back where its arguments come from outside. */
    public static final Policy STANDARD = new Policy(Budget.STANDARD, List.of(Rule.outsideNeedsApproval(Set.of())));

    public Policy {
        rules = List.copyOf(rules);
    }

    /** Returns a copy with another budget. */
    public Policy withBudget(Budget other) {
        return new Policy(other, rules);
    }

    /** Returns a copy with one more rule. */
    public Policy withRule(Rule rule) {
        return withRules(List.of(rule));
    }

    /** Returns a copy with more rules. */
    public Policy withRules(List<Rule> others) {
        List<Rule> more = new ArrayList<>(rules);
        more.addAll(others);
        return new Policy(budget, more);
    }

    /** Returns the strictest verdict of budget and rules. */
    public Verdict judge(Proposal call) {
        if (call.effect() != Effect.PURE) {
            Optional<String> over = budget.noMoreEffects(call.spent());
            if (over.isPresent()) {
                return new Verdict.Refused(over.get());
            }
        }
        Verdict strictest = Verdict.ALLOWED;
        for (Rule rule : rules) {
            switch (rule.judge(call)) {
                case Verdict.Refused refused -> {
                    return refused;
                }
                case Verdict.NeedsApproval needed ->
                    strictest = strictest instanceof Verdict.NeedsApproval ? strictest : needed;
                case Verdict.Allowed _ -> {}
            }
        }
        return strictest;
    }
}
