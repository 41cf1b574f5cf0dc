/** Reinforcement learning from rewards on generated answers: PPO and GRPO. */
@NullMarked
package org.menura.train.rl;

import org.jspecify.annotations.NullMarked;
