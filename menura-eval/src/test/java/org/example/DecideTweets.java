package org.example;

import java.nio.file.Path;
import java.util.List;
import org.menura.data.LabelledText;
import org.menura.eval.baseline.BaselineData;
import org.menura.eval.baseline.Folds;
import org.menura.eval.baseline.TextBaselines;
import org.menura.eval.baseline.TextClassifier;
import org.menura.eval.decide.CostMatrix;
import org.menura.eval.decide.Decider;
import org.menura.eval.decide.Decision;
import org.menura.eval.decide.LabelledProbabilities;

/** Decides whether a tweet is good news for a share: the example of docs/domains.md. */
final class DecideTweets {
    static Decision main(Path tweets, String text) {
        List<LabelledText> rows = BaselineData.labelled(tweets, "text", "label");
        TextBaselines tfidf = new TextBaselines(TextClassifier.Settings.defaults(), null);
        Folds folds = Folds.stratified(rows.stream().map(LabelledText::label).toList(), 5, 1);
        LabelledProbabilities unseen = tfidf.crossValidate("tfidf", rows, folds);
        Decider decider = Decider.calibrate(unseen.labels(), unseen.documents(), 0.1)
                .costs(CostMatrix.ofErrors(unseen.labels().size()).abstaining(0.4));
        return decider.decide(tfidf.fit("tfidf", rows).probabilities(text));
    }
}
