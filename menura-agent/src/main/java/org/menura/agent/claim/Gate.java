package org.menura.agent.claim;

import java.util.ArrayList;
import java.util.List;
import org.menura.agent.team.Blackboard;

/**
 * Decides which claims other agents read as facts. A fault that any verifier is certain of refutes a claim; otherwise the calibrated mean of
 * those with an opinion says whether it is supported, uncertain or refuted. A claim that cites nothing, or that nobody can judge, is uncertain.
 *
 * @param verifiers asked in this order; after one that is certain of a fault no other is asked
 * @param calibrations of each
 * @param supported least probability of a fact
 * @param refuted largest probability of a claim that is thrown out
 */
public record Gate(List<Verifier> verifiers, List<Calibration> calibrations, double supported, double refuted) {
    public Gate {
        verifiers = List.copyOf(verifiers);
        calibrations = List.copyOf(calibrations);
        if (verifiers.size() != calibrations.size() || verifiers.isEmpty()) {
            throw new IllegalArgumentException("a gate needs verifiers, and a calibration for each");
        }
        if (!(refuted <= supported)) {
            throw new IllegalArgumentException("what is refuted (%s) must be less probable than what is supported (%s)"
                    .formatted(refuted, supported));
        }
    }

    /** Creates a gate without a model: quotes must be there, numbers and names too, and half of the other words. */
    public static Gate ofRules() {
        return ofRules(new Calibration(8, -4), 0.5);
    }

    /**
     * Creates a gate without a model, whose share of words was calibrated on held claims.
     *
     * @param words calibration of {@link ValueVerifier}
     * @param supported least probability of a fact
     */
    public static Gate ofRules(Calibration words, double supported) {
        return new Gate(
                List.of(new QuoteVerifier(), new ValueVerifier()),
                List.of(Calibration.LOG_ODDS, words),
                supported,
                Math.min(supported, 0.1));
    }

    /** Judges a claim. */
    public Blackboard.Ruling judge(Claim claim, Library library, long seed) throws InterruptedException {
        if (claim.evidence().isEmpty()) {
            return new Blackboard.Ruling(Blackboard.Standing.UNCERTAIN, 0.5, "it cites nothing");
        }
        double sum = 0;
        int opinions = 0;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < verifiers.size(); i++) {
            Opinion opinion = verifiers.get(i).judge(claim, library, seed);
            if (!opinion.fault().isEmpty()) {
                return new Blackboard.Ruling(Blackboard.Standing.REFUTED, 0, opinion.fault());
            }
            if (!Double.isNaN(opinion.support())) {
                sum += calibrations.get(i).probability(opinion.support());
                opinions++;
                names.add(verifiers.get(i).name());
            }
        }
        if (opinions == 0) {
            return new Blackboard.Ruling(Blackboard.Standing.UNCERTAIN, 0.5, "nobody can judge it");
        }
        double p = sum / opinions;
        Blackboard.Standing standing = p >= supported
                ? Blackboard.Standing.SUPPORTED
                : p <= refuted ? Blackboard.Standing.REFUTED : Blackboard.Standing.UNCERTAIN;
        return new Blackboard.Ruling(
                standing, p, standing == Blackboard.Standing.SUPPORTED ? "" : "by " + String.join(", ", names));
    }

    /** Returns this gate as the referee of a board whose claims cite documents of a library. */
    public Blackboard.Referee referee(Library library, long seed) {
        return draft -> judge(
                new Claim(
                        draft.text(),
                        draft.evidence().stream().map(Evidence::of).toList()),
                library,
                seed);
    }
}
