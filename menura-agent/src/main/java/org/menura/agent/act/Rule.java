package org.menura.agent.act;

import java.util.List;
import java.util.Set;

/** A rule of a {@link Policy}: judges a call before it is made. */
@FunctionalInterface
public interface Rule {
    /** Judges a call. */
    Verdict judge(Proposal call);

    /**
     * A person must approve effects that can't be taken back ({@link Effect#ONCE}) with arguments that were copied from outside
     * texts, unless these are on a list.
     *
     * @param allowed values that may come from outside, such as addresses of known people
     */
    static Rule outsideNeedsApproval(Set<String> allowed) {
        Set<String> known = Set.copyOf(allowed);
        return call -> {
            List<Taint> strange = call.taints().stream()
                    .filter(t -> !known.contains(t.value()))
                    .toList();
            if (call.effect() != Effect.ONCE || strange.isEmpty()) {
                return Verdict.ALLOWED;
            }
            Taint first = strange.getFirst();
            return new Verdict.NeedsApproval("'%s' in the argument %s of %s was copied from a text of others (event %d)"
                    .formatted(first.value(), first.path(), call.tool(), first.event()));
        };
    }

    /** A person must approve calls of some tools. */
    static Rule needsApproval(Set<String> tools) {
        Set<String> named = Set.copyOf(tools);
        return call -> named.contains(call.tool())
                ? new Verdict.NeedsApproval("the policy asks for approval of each call of " + call.tool())
                : Verdict.ALLOWED;
    }

    /** Some tools are not called. */
    static Rule never(Set<String> tools) {
        Set<String> named = Set.copyOf(tools);
        return call -> named.contains(call.tool())
                ? new Verdict.Refused("the policy forbids " + call.tool())
                : Verdict.ALLOWED;
    }
}
