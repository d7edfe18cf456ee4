import Exercises

/// Which answer belongs to which exercise. There is nothing to fill in here.
func answers() -> [Answered] {
    [
        // Lesson 1
        Lesson01.small((shapeInputHidden, shapeHiddenOutput, weightCount)),
        Lesson01.backward(nodesOf23820Weights),
        Lesson01.shapes(matrixShapes),
        // Lesson 2
        Lesson02.productByHand(productByHand),
        Lesson02.product(product),
        Lesson02.slope(slope),
        Lesson02.mendedSigmoid(mendedSigmoid),
        // Lesson 3
        Lesson03.byHand((hiddenByHand, outputByHand)),
        Lesson03.feedforward(fedForward),
        Lesson03.oneHot(oneHot),
        Lesson03.nodesWithoutOnes(nodesWithoutOnes),
        // Lesson 4
        Lesson04.scaledPixels(scaledPixels),
        Lesson04.width(widthFor784Links),
        Lesson04.widest(widestWidth),
        Lesson04.saturated(saturatedShare),
        // Lesson 5
        Lesson05.update((newFirst, newSecond)),
        Lesson05.hiddenDelta(hiddenDelta),
        Lesson05.measuredGradient(measuredGradient),
        Lesson05.twoGradients((wrongGradient, mendedGradient)),
        // Lesson 6
        Lesson06.onePass(afterPass),
        Lesson06.accuracy(shareRight),
        Lesson06.backAndForth((rateOfValley, rateOfSteepValley)),
        Lesson06.betterRate(betterRate),
        // Lesson 7
        Lesson07.bestEpoch(bestEpoch),
        Lesson07.fiveRates(ratesOfFiveEpochs),
        // Lesson 8
        Lesson08.meanAndSpread(meanAndSpread),
        Lesson08.oneSided(oneSidedOfTen),
        Lesson08.clearWin((smallerLayer, largerLayer)),
        // Lesson 9
        Lesson09.confusion(confusionMatrix),
        Lesson09.tooOften(answeredTooOften),
        Lesson09.ninetySix((nodesFor96, rateFor96, ruleFor96)),
        // Lesson 10
        // Lesson 11
        // Lesson 12
        // Lesson 13
        // Lesson 14
        // Lesson 15
        // Lesson 16
        // Lesson 17
    ]
}
