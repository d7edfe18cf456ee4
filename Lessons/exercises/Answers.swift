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
        Lesson09.betterRule((nodesOfBetterRule, rateOfBetterRule, betterRule)),
        // Lesson 10
        Lesson10.own((ownActivation, ownSlope)),
        Lesson10.slopeInAlpha(slopeInAlpha),
        // Lesson 11
        Lesson11.vanishing((timesSmaller, widthByHe)),
        Lesson11.sixMatrices((deepActivation, deepFactor, deepRate)),
        // Lesson 12
        Lesson12.twoEpochs(afterTwoEpochs),
        Lesson12.rule(perceptronStep),
        Lesson12.xor((xorHidden, xorOutput)),
        Lesson12.majority(majority),
        // Lesson 13
        Lesson13.softmax(steadySoftmax),
        Lesson13.crossEntropy(crossEntropyByHand),
        Lesson13.step(kernelAfterStep),
        Lesson13.belowFive((rateBelowFive, batchSizeBelowFive)),
        // Lesson 14
        Lesson14.momentum(momentumStep),
        Lesson14.adam(adamStep),
        Lesson14.fasterThanAdam((rateWithMomentum, momentumKept)),
        // Lesson 15
        Lesson15.slant((centerByHand, slantByHand)),
        Lesson15.schedule(scheduledRate),
        Lesson15.place(placeInOldPicture),
        // Lesson 16
        Lesson16.bytes((packed, unpacked)),
        Lesson16.header(mendedHeader),
        // Lesson 17
        Lesson17.request(requestFor),
        Lesson17.wrongTransform((wrongDivisor, wrongFactor, wrongOffset, predictedShare)),
    ]
}
